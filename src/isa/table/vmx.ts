/** VMX instructions. SDM Vol. 3, "VMX Instruction Reference". Privilege and mode are the VMX layer's to check. */
import { form } from '../form.js';

export const VMX = [
  form('NP 0F 01 C1', 'VMCALL', 'vmx', 'w:oszapc'),
  form('NP 0F 01 C2', 'VMLAUNCH', 'vmx', 'w:oszapc'),
  form('NP 0F 01 C3', 'VMRESUME', 'vmx', 'w:oszapc'),
  form('NP 0F 01 C4', 'VMXOFF', 'vmx', 'w:oszapc'),
  form('NP 0F 01 D4', 'VMFUNC', 'vmx'),
  form('NP 0F C7 /6', 'VMPTRLD m', 'vmx', 'w:oszapc'),
  form('NP 0F C7 /7', 'VMPTRST m', 'vmx', 'w:oszapc'),
  form('66 0F C7 /6', 'VMCLEAR m', 'vmx', 'w:oszapc'),
  form('F3 0F C7 /6', 'VMXON m', 'vmx', 'w:oszapc'),
  form('NP 0F 78 /r', 'VMREAD r/mn, rn', 'vmx', 'w:oszapc'),
  form('NP 0F 79 /r', 'VMWRITE rn, r/mn', 'vmx', 'w:oszapc'),
  form('66 0F 38 80 /r', 'INVEPT rn, m128', 'vmx', 'w:oszapc'),
  form('66 0F 38 81 /r', 'INVVPID rn, m128', 'vmx', 'w:oszapc'),
];
