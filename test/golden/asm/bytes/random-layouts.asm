; Random layouts of branches.
;== 1 
bits 32
org 0x7c00
L0:
jl L5
jne L4
L3:
jmp L11
jbe L7
jc L21
jmp L13
L8:
call L9
jge L1
jmp L12
L12:
L13:
jb L2
jmp L14
mov al,[ebx+L23-L24]
add ebx,L13-L25
L19:
L20:
add ebx,L19-L1
call L4
L23:
times 120 nop
jle L10
jae L2
jmp L16
L1:
L2:
L4:
L5:
L6:
L7:
L9:
L10:
L11:
L14:
L15:
L16:
L17:
L18:
L21:
L22:
L24:
L25:
L26:
L27:
;== 2 
bits 64
L0:
jmp L5
mov al,[ebx+L9-L15]
L3:
jo L18
L5:
jmp L17
push L2-L29
jnz L7
times 123 nop
L10:
jmp L29
L12:
align 8
jns L0
L15:
times 126 nop
jo L24
jnp L11
L19:
align 16
jmp L17
jmp near L5
jmp L21
mov al,[ebx+L13-L29]
call L4
push L25-L27
L27:
jmp L16
jmp L9
L1:
L2:
L4:
L6:
L7:
L8:
L9:
L11:
L13:
L14:
L16:
L17:
L18:
L20:
L21:
L22:
L23:
L24:
L25:
L26:
L28:
L29:
;== 3 
bits 16
L0:
L1:
jmp L6
jmp L12
jmp L15
L5:
L6:
times 118 nop
L8:
push L4-L20
align 4
L11:
jmp L13
jbe L11
add bx,L7-L1
jmp L14
jmp L19
L17:
L18:
ja L10
jo L13
jmp L11
L2:
L3:
L4:
L7:
L9:
L10:
L12:
L13:
L14:
L15:
L16:
L19:
L20:
L21:
;== 4 
bits 32
org 0x7c00
call L38
call L24
jb L9
push L44-L5
jmp L21
jnp L50
jo L20
L7:
push L4-L42
je L50
jle L19
jmp L35
jmp L10
jns L27
call L25
jb L36
jmp L10
call L46
times 127 nop
mov al,[ebx+L3-L20]
jmp L17
jns L36
jo L38
jmp L46
L24:
jmp L35
push L3-L41
L27:
jl L14
times 127 nop
L30:
L31:
L32:
jne L35
L34:
call L23
jno L51
jmp L24
L38:
L39:
L40:
L41:
add ebx,L40-L21
L43:
jmp L44
add ebx,L27-L9
jmp L26
L47:
jp L31
L49:
jmp L7
jmp L46
jz L50
jmp L38
L0:
L1:
L2:
L3:
L4:
L5:
L6:
L8:
L9:
L10:
L11:
L12:
L13:
L14:
L15:
L16:
L17:
L18:
L19:
L20:
L21:
L22:
L23:
L25:
L26:
L28:
L29:
L33:
L35:
L36:
L37:
L42:
L44:
L45:
L46:
L48:
L50:
L51:
L52:
L53:
;== 5 
bits 16
org 0x7c00
jnp L54
jmp L52
L2:
L3:
L4:
call L0
jmp L60
L7:
L8:
jo L19
L10:
call L60
jmp L40
jle L51
je L11
js L42
jmp L48
L17:
jmp L48
jnz L28
jmp L7
jmp L46
mov al,[bx+L70-L17]
L23:
L24:
js L28
jmp L9
jae L27
L28:
js L60
jge L58
mov al,[bx+L48-L72]
jae L62
jmp L69
L35:
L36:
mov al,[bx+L39-L72]
L38:
align 4
add bx,L23-L6
L41:
call L33
align 16
jmp L66
jmp L46
jc L35
L47:
jg L18
L49:
call L41
add bx,L54-L15
jmp L27
jmp L51
jmp L51
jmp L4
L56:
L57:
jne L8
times 60 nop
jmp L58
mov al,[bx+L10-L26]
L62:
jns L11
jmp L74
times 118 nop
jo L28
L67:
L68:
L69:
times 127 nop
jae L28
push L2-L50
jmp L52
js L0
L0:
L1:
L5:
L6:
L9:
L11:
L12:
L13:
L14:
L15:
L16:
L18:
L19:
L20:
L21:
L22:
L25:
L26:
L27:
L29:
L30:
L31:
L32:
L33:
L34:
L37:
L39:
L40:
L42:
L43:
L44:
L45:
L46:
L48:
L50:
L51:
L52:
L53:
L54:
L55:
L58:
L59:
L60:
L61:
L63:
L64:
L65:
L66:
L70:
L71:
L72:
L73:
L74:
;== 6 
bits 64
L0:
mov al,[ebx+L11-L8]
push L15-L11
L3:
jnp L23
jmp L5
call L8
jo L17
jl L13
times 123 nop
jbe L15
jb L17
call L0
L13:
align 8
jnz L3
jb L20
mov al,[ebx+L11-L1]
add ebx,L20-L9
ja L17
L20:
jmp L8
times 125 nop
jnc L17
jns L15
L1:
L2:
L4:
L5:
L6:
L7:
L8:
L9:
L10:
L11:
L12:
L14:
L15:
L16:
L17:
L18:
L19:
L21:
L22:
L23:
L24:
;== 7 
bits 16
jc L5
times 125 nop
jmp L13
L3:
L4:
L5:
jg L9
js L1
jmp L4
ja L16
add bx,L7-L14
L11:
jmp L17
jmp L9
times 123 nop
jmp L12
add bx,L16-L10
call L20
jmp L14
mov al,[bx+L6-L4]
L20:
jmp L10
add bx,L22-L11
jmp L0
L0:
L1:
L2:
L6:
L7:
L8:
L9:
L10:
L12:
L13:
L14:
L15:
L16:
L17:
L18:
L19:
L21:
L22:
L23:
;== 8 
bits 16
jmp L3
mov al,[bx+L46-L2]
je L51
jmp L46
add bx,L40-L3
L5:
jnc L35
L7:
align 16
jg L48
add bx,L24-L31
times 17 nop
jmp L44
jmp L6
L14:
push L36-L37
times 17 nop
mov al,[bx+L17-L20]
L18:
L19:
jmp L27
times 125 nop
jmp L5
jmp L52
L24:
L25:
L26:
L27:
L28:
jnc L47
call L27
jne L31
call L12
L33:
times 127 nop
jmp L18
L36:
times 120 nop
jmp L51
L39:
L40:
L41:
L42:
L43:
jns L54
jnp L23
jno L3
jmp L9
times 125 nop
L49:
jmp L9
jmp L37
jle L38
call L21
align 4
L0:
L1:
L2:
L3:
L4:
L6:
L8:
L9:
L10:
L11:
L12:
L13:
L15:
L16:
L17:
L20:
L21:
L22:
L23:
L29:
L30:
L31:
L32:
L34:
L35:
L37:
L38:
L44:
L45:
L46:
L47:
L48:
L50:
L51:
L52:
L53:
L54:
;== 9 
bits 16
jmp L36
jne L33
add bx,L30-L48
add bx,L5-L29
jne L3
jmp L6
jmp L48
jmp L30
je L30
jb L27
call L37
L11:
times 17 nop
L13:
L14:
mov al,[bx+L4-L13]
jmp L25
jmp L1
jmp L25
je L23
add bx,L50-L32
L21:
jle L46
jmp L20
mov al,[bx+L8-L50]
jmp L1
times 100 nop
L27:
L28:
L29:
L30:
jmp L1
jge L40
mov al,[bx+L38-L2]
jmp L38
L35:
add bx,L24-L36
times 17 nop
L38:
jmp L30
jns L51
times 118 nop
L42:
jmp L38
jmp L17
jmp L38
L46:
mov al,[bx+L22-L51]
times 124 nop
L49:
push L46-L14
L51:
L0:
L1:
L2:
L3:
L4:
L5:
L6:
L7:
L8:
L9:
L10:
L12:
L15:
L16:
L17:
L18:
L19:
L20:
L22:
L23:
L24:
L25:
L26:
L31:
L32:
L33:
L34:
L36:
L37:
L39:
L40:
L41:
L43:
L44:
L45:
L47:
L48:
L50:
;== 10 
bits 32
L0:
jle L30
times 123 nop
js L60
jmp L62
push L0-L28
jmp L45
L8:
mov al,[ebx+L14-L38]
jmp L4
times 3 nop
add ebx,L63-L59
L13:
jmp L10
jmp L49
call L9
L17:
L18:
L19:
jno L51
align 4
L22:
jmp L32
L24:
align 8
add ebx,L53-L18
mov al,[ebx+L57-L30]
jnz L33
L29:
L30:
mov al,[ebx+L3-L7]
L32:
L33:
jmp L37
call L23
jle L38
times 60 nop
jmp L40
L39:
jmp L34
jmp L14
times 126 nop
jmp L28
L44:
jmp L13
L46:
jmp L27
jo L35
L49:
jo L40
L51:
jo L4
push L32-L62
add ebx,L66-L2
jnz L34
L56:
jne L26
jno L6
jmp L14
add ebx,L35-L8
ja L56
push L32-L61
times 120 nop
jmp L3
jnz L61
jmp L39
L1:
L2:
L3:
L4:
L5:
L6:
L7:
L9:
L10:
L11:
L12:
L14:
L15:
L16:
L20:
L21:
L23:
L25:
L26:
L27:
L28:
L31:
L34:
L35:
L36:
L37:
L38:
L40:
L41:
L42:
L43:
L45:
L47:
L48:
L50:
L52:
L53:
L54:
L55:
L57:
L58:
L59:
L60:
L61:
L62:
L63:
L64:
L65:
L66:
;== 11 
bits 32
org 0x7c00
jmp L5
ja L32
jb L11
jmp near L39
jnp L37
L5:
call L44
call L6
add ebx,L24-L35
L9:
jmp L3
call L15
L12:
align 16
jno L23
times 124 nop
L16:
jmp L43
jmp L37
jmp L17
jmp L42
L21:
L22:
L23:
mov al,[ebx+L10-L35]
L25:
jmp L8
jmp L33
L28:
jc L34
jmp L32
L31:
jmp L0
jmp L1
times 123 nop
jmp L36
jmp L1
jp L10
jmp L33
jmp near L11
call L29
jmp L46
times 125 nop
L43:
add ebx,L35-L47
L45:
jmp L5
L47:
L0:
L1:
L2:
L3:
L4:
L6:
L7:
L8:
L10:
L11:
L13:
L14:
L15:
L17:
L18:
L19:
L20:
L24:
L26:
L27:
L29:
L30:
L32:
L33:
L34:
L35:
L36:
L37:
L38:
L39:
L40:
L41:
L42:
L44:
L46:
;== 12 
bits 16
L0:
add bx,L40-L4
add bx,L5-L36
push L36-L34
L4:
jz L37
jmp L36
jmp L15
L8:
jmp L31
jmp L44
jmp L20
jmp L19
L13:
jc L49
L15:
jmp L11
L17:
jmp L16
jae L16
jns L13
jmp L51
jnz L21
times 1 nop
L24:
call L30
L26:
push L38-L10
call L19
call L42
jmp L5
call L18
jg L17
times 126 nop
jmp L52
L35:
L37:
jc L24
L39:
L40:
jne L7
L42:
L43:
L44:
jge L33
L46:
add bx,L47-L26
L48:
jmp L27
L50:
mov al,[bx+L24-L1]
L52:
jmp L6
L1:
L2:
L3:
L5:
L6:
L7:
L9:
L10:
L11:
L12:
L14:
L16:
L18:
L19:
L20:
L21:
L22:
L23:
L25:
L27:
L28:
L29:
L30:
L31:
L32:
L33:
L34:
L36:
L38:
L41:
L45:
L47:
L49:
L51:
L53:
;== 13 
bits 32
jo L15
times 123 nop
L2:
jmp L31
jz L28
ja L13
add ebx,L31-L16
L7:
push L8-L17
mov al,[ebx+L31-L0]
jmp L26
jmp L2
jmp L18
L13:
mov al,[ebx+L27-L4]
jno L17
L16:
jns L30
L18:
mov al,[ebx+L34-L4]
add ebx,L29-L14
jmp near L35
jmp L19
jp L32
jmp L9
jmp L7
L26:
jmp L32
L28:
mov al,[ebx+L28-L14]
times 60 nop
jge L20
jno L23
jmp L19
L34:
jmp L2
L0:
L1:
L3:
L4:
L5:
L6:
L8:
L9:
L10:
L11:
L12:
L14:
L15:
L17:
L19:
L20:
L21:
L22:
L23:
L24:
L25:
L27:
L29:
L30:
L31:
L32:
L33:
L35:
;== 14 
bits 32
org 0x7c00
jg L8
align 4
js L10
L3:
L4:
jmp L13
mov al,[ebx+L8-L13]
jmp L61
jmp L29
jbe L0
add ebx,L49-L8
jmp L55
jmp L51
jmp L59
jle L42
jmp L11
jmp L14
jmp L37
jnz L43
L19:
L20:
align 8
jmp L23
call L2
L24:
call L31
jmp L58
jmp L62
L28:
L29:
L30:
L31:
mov al,[ebx+L42-L22]
L33:
jmp L19
times 127 nop
jmp L1
times 3 nop
jae L11
L39:
L40:
L41:
add ebx,L50-L43
jnz L12
jbe L29
push L26-L55
jmp L12
L47:
times 124 nop
jae L41
align 4
L51:
jp L58
L53:
jnp L62
add ebx,L47-L31
align 16
jae L41
L58:
jnz L23
L60:
times 17 nop
jmp L34
L0:
L1:
L2:
L5:
L6:
L7:
L8:
L9:
L10:
L11:
L12:
L13:
L14:
L15:
L16:
L17:
L18:
L21:
L22:
L23:
L25:
L26:
L27:
L32:
L34:
L35:
L36:
L37:
L38:
L42:
L43:
L44:
L45:
L46:
L48:
L49:
L50:
L52:
L54:
L55:
L56:
L57:
L59:
L61:
L62:
;== 15 
bits 16
org 0x7c00
push L11-L18
L1:
jmp L13
jmp L49
jmp L36
L5:
jmp L44
jz L43
L8:
L9:
L10:
jge L27
call L41
jge L50
jge L35
jo L21
L16:
L17:
jmp L19
times 17 nop
times 100 nop
L21:
mov al,[bx+L37-L37]
jge L52
jmp L35
jle L48
jmp L25
jge L0
jmp L8
L30:
mov al,[bx+L4-L38]
jmp L17
L33:
jne L46
L35:
L36:
ja L2
jmp near L13
L39:
jae L18
add bx,L5-L28
add bx,L26-L1
times 40 nop
jmp L29
call L14
L46:
L47:
L48:
jge L38
jmp L44
times 1 nop
jmp L43
jmp L14
L0:
L2:
L3:
L4:
L6:
L7:
L11:
L12:
L13:
L14:
L15:
L18:
L19:
L20:
L22:
L23:
L24:
L25:
L26:
L27:
L28:
L29:
L31:
L32:
L34:
L37:
L38:
L40:
L41:
L42:
L43:
L44:
L45:
L49:
L50:
L51:
L52:
L53:
;== 16 
bits 32
org 0x7c00
js L10
L1:
jno L2
jnc L5
jne L4
L5:
call L18
call L18
mov al,[ebx+L20-L0]
jmp L12
L10:
jmp L16
add ebx,L4-L6
L13:
jmp L8
times 123 nop
L16:
L17:
jo L21
L19:
jmp L8
L21:
L0:
L2:
L3:
L4:
L6:
L7:
L8:
L9:
L11:
L12:
L14:
L15:
L18:
L20:
;== 17 
bits 64
jmp L37
L1:
jmp L11
jmp L38
L4:
times 125 nop
times 124 nop
call L19
L8:
js L5
jmp L5
times 60 nop
L12:
jmp L3
jmp L8
jmp L3
jmp L16
times 118 nop
jz L19
mov al,[ebx+L18-L1]
L20:
call L7
jmp L3
align 4
jmp L0
ja L12
jmp L38
jns L21
mov al,[ebx+L32-L15]
mov al,[ebx+L0-L17]
call L0
L31:
L32:
jp L12
jmp L28
jmp L13
jc L20
times 17 nop
jc L19
L0:
L2:
L3:
L5:
L6:
L7:
L9:
L10:
L11:
L13:
L14:
L15:
L16:
L17:
L18:
L19:
L21:
L22:
L23:
L24:
L25:
L26:
L27:
L28:
L29:
L30:
L33:
L34:
L35:
L36:
L37:
L38:
;== 18 
bits 32
org 0x7c00
L0:
L1:
L2:
add ebx,L19-L2
L4:
add ebx,L9-L15
jne L26
jmp L38
times 40 nop
jmp L34
mov al,[ebx+L42-L48]
L11:
L12:
times 120 nop
L14:
L15:
L16:
jmp L44
jnz L34
L19:
L20:
L21:
jmp L1
jnp L1
call L22
jmp L15
times 120 nop
L27:
jmp L58
times 124 nop
jmp L47
jno L34
jmp L5
L33:
jmp L60
jno L34
jmp L12
L37:
jmp L52
L39:
jge L13
L41:
L42:
jle L3
js L28
jmp L35
L46:
call L4
times 17 nop
L49:
jmp L7
times 100 nop
jmp L33
times 100 nop
L54:
ja L64
add ebx,L45-L2
jp L40
L58:
L59:
jp L32
add ebx,L61-L5
L62:
add ebx,L63-L41
jl L20
L66:
L3:
L5:
L6:
L7:
L8:
L9:
L10:
L13:
L17:
L18:
L22:
L23:
L24:
L25:
L26:
L28:
L29:
L30:
L31:
L32:
L34:
L35:
L36:
L38:
L40:
L43:
L44:
L45:
L47:
L48:
L50:
L51:
L52:
L53:
L55:
L56:
L57:
L60:
L61:
L63:
L64:
L65:
;== 19 
bits 16
L0:
L1:
jp L21
L3:
jo L5
L5:
add bx,L37-L38
push L4-L9
jmp L19
L9:
L10:
L11:
add bx,L32-L27
jmp L30
js L11
mov al,[bx+L24-L0]
times 60 nop
jc L18
L18:
jmp L30
ja L35
push L30-L16
L22:
jmp L34
jb L5
jb L22
jmp L23
jg L18
L28:
L29:
jo L12
L31:
jbe L22
jmp L7
L34:
jnc L38
L37:
L38:
je L14
align 4
L2:
L4:
L6:
L7:
L8:
L12:
L13:
L14:
L15:
L16:
L17:
L19:
L20:
L21:
L23:
L24:
L25:
L26:
L27:
L30:
L32:
L33:
L35:
L36:
L39:
L40:
;== 20 
bits 16
jne L16
L1:
jnz L11
L3:
times 1 nop
L5:
jmp L1
mov al,[bx+L31-L6]
L8:
jmp L3
jmp L6
jmp L31
jnc L20
push L3-L4
jbe L2
jmp L15
L17:
times 40 nop
ja L16
jae L26
L21:
L22:
jmp near L3
L24:
jge L20
align 16
L27:
L28:
jmp L30
jmp L17
mov al,[bx+L10-L7]
times 40 nop
jmp L4
L0:
L2:
L4:
L6:
L7:
L9:
L10:
L11:
L12:
L13:
L14:
L15:
L16:
L18:
L19:
L20:
L23:
L25:
L26:
L29:
L30:
L31:
L32:
L33:
;== 21 
bits 64
times 127 nop
jc L41
add ebx,L11-L31
jmp L26
jmp L9
L5:
jmp L20
L7:
call L37
jmp L50
times 120 nop
jmp L22
jmp L37
jle L1
L14:
jz L40
L16:
mov al,[ebx+L7-L10]
mov al,[ebx+L52-L43]
jmp L19
L20:
jae L40
L22:
jle L55
jmp L55
jmp L11
L26:
L27:
L28:
times 17 nop
call L36
jnp L23
jmp L16
jmp L25
jmp L58
jmp L14
jmp L17
push L32-L28
jb L34
call L0
jmp L3
L41:
jmp L29
add ebx,L10-L32
je L27
L45:
jmp L51
jg L18
jge L20
jmp L7
times 100 nop
jmp L27
L52:
jmp L16
jmp L32
L55:
mov al,[ebx+L53-L12]
jmp L32
L58:
jmp L11
L0:
L1:
L2:
L3:
L4:
L6:
L8:
L9:
L10:
L11:
L12:
L13:
L15:
L17:
L18:
L19:
L21:
L23:
L24:
L25:
L29:
L30:
L31:
L32:
L33:
L34:
L35:
L36:
L37:
L38:
L39:
L40:
L42:
L43:
L44:
L46:
L47:
L48:
L49:
L50:
L51:
L53:
L54:
L56:
L57:
L59:
;== 22 
bits 32
L0:
L1:
jmp L22
mov al,[ebx+L28-L11]
jae L28
jne L38
L6:
L7:
add ebx,L19-L4
times 40 nop
jo L28
jne L32
jz L20
jnz L18
jnc L11
js L1
L16:
L17:
jmp near L12
jmp L28
call L10
L21:
times 127 nop
L23:
jg L23
mov al,[ebx+L37-L32]
jnz L21
jmp L17
jz L3
L29:
L30:
jmp L37
jmp L20
call L10
jmp L6
L35:
jmp L23
jmp L12
times 17 nop
L2:
L3:
L4:
L5:
L8:
L9:
L10:
L11:
L12:
L13:
L14:
L15:
L18:
L19:
L20:
L22:
L24:
L25:
L26:
L27:
L28:
L31:
L32:
L33:
L34:
L36:
L37:
L38:
;== 23 
bits 32
jmp L2
jmp near L11
jg L0
add ebx,L32-L18
jge L26
L5:
L6:
jmp L10
jmp L36
jc L8
jp L19
jne L37
jnp L31
L13:
L14:
jmp L14
mov al,[ebx+L22-L36]
jne L0
jb L2
jbe L19
L20:
jb L33
L22:
L23:
mov al,[ebx+L24-L23]
call L24
times 123 nop
align 4
jle L15
jmp L10
jmp L24
jle L34
times 125 nop
jbe L0
call L12
jmp L2
call L25
L37:
jae L10
jmp L20
align 4
L0:
L1:
L2:
L3:
L4:
L7:
L8:
L9:
L10:
L11:
L12:
L15:
L16:
L17:
L18:
L19:
L21:
L24:
L25:
L26:
L27:
L28:
L29:
L30:
L31:
L32:
L33:
L34:
L35:
L36:
L38:
L39:
L40:
;== 24 
bits 16
org 0x7c00
times 126 nop
jmp L20
L2:
mov al,[bx+L19-L17]
mov al,[bx+L43-L6]
jo L5
times 100 nop
jmp L9
call L1
L9:
jge L27
mov al,[bx+L14-L31]
jnc L11
jo L25
align 4
L15:
L16:
call L21
jmp L35
times 100 nop
ja L35
L21:
L22:
L23:
add bx,L17-L31
jne L23
jnz L31
L27:
jmp L20
jmp L30
L30:
call L1
jmp L23
ja L16
jnz L40
mov al,[bx+L3-L23]
call L37
jmp L27
L38:
L39:
jmp L1
jnz L27
L42:
jmp near L29
L0:
L1:
L3:
L4:
L5:
L6:
L7:
L8:
L10:
L11:
L12:
L13:
L14:
L17:
L18:
L19:
L20:
L24:
L25:
L26:
L28:
L29:
L31:
L32:
L33:
L34:
L35:
L36:
L37:
L40:
L41:
L43:
;== 25 
bits 16
L0:
jmp L36
ja L28
mov al,[bx+L39-L34]
jge L35
jp L1
times 124 nop
jnz L32
jmp L17
jz L21
L10:
jb L8
jz L47
jnp L12
L15:
jmp L28
add bx,L5-L7
jmp L9
L19:
jmp L48
jne L21
jmp L9
L23:
mov al,[bx+L45-L2]
L25:
jmp L19
je L19
jmp L49
L29:
L30:
times 1 nop
mov al,[bx+L23-L0]
times 125 nop
add bx,L43-L11
jmp L3
add bx,L31-L4
jmp near L20
call L5
add bx,L10-L37
L40:
jnz L15
L42:
times 126 nop
jmp L30
L45:
add bx,L21-L47
times 3 nop
jmp L47
L49:
L50:
L1:
L2:
L3:
L4:
L5:
L6:
L7:
L8:
L9:
L11:
L12:
L13:
L14:
L16:
L17:
L18:
L20:
L21:
L22:
L24:
L26:
L27:
L28:
L31:
L32:
L33:
L34:
L35:
L36:
L37:
L38:
L39:
L41:
L43:
L44:
L46:
L47:
L48:
;== 26 
bits 64
jmp L0
times 124 nop
je L9
times 17 nop
jmp L15
jp L2
add ebx,L19-L16
ja L20
ja L2
L9:
L10:
L11:
jmp L4
L13:
times 40 nop
jae L14
jmp near L15
jmp L7
jle L0
L19:
align 8
L21:
jnz L12
L0:
L1:
L2:
L3:
L4:
L5:
L6:
L7:
L8:
L12:
L14:
L15:
L16:
L17:
L18:
L20:
L22:
;== 27 
bits 64
jmp L37
L1:
jmp L7
add ebx,L4-L45
jmp L44
L5:
jmp L35
align 8
jns L50
L9:
L10:
jmp L19
jmp L34
jc L53
L14:
L15:
call L19
jae L29
L18:
L19:
jmp L18
jmp L3
jns L12
je L48
jz L9
L25:
jmp L7
js L57
jo L4
L29:
mov al,[ebx+L23-L45]
jne L10
L32:
jmp L48
times 123 nop
jmp L1
jae L38
jl L42
L38:
L39:
times 60 nop
jb L56
times 118 nop
L43:
jmp L30
L45:
jo L43
L47:
L48:
L49:
jc L6
jmp L48
L52:
L53:
jmp L57
jmp L48
L56:
jmp L26
L0:
L2:
L3:
L4:
L6:
L7:
L8:
L11:
L12:
L13:
L16:
L17:
L20:
L21:
L22:
L23:
L24:
L26:
L27:
L28:
L30:
L31:
L33:
L34:
L35:
L36:
L37:
L40:
L41:
L42:
L44:
L46:
L50:
L51:
L54:
L55:
L57:
;== 28 
bits 64
call L1
L1:
jno L35
L3:
L4:
L5:
times 3 nop
jmp L14
jmp near L14
add ebx,L2-L17
L10:
mov al,[ebx+L35-L15]
jmp L13
jnp L59
jmp L19
jmp L11
jno L29
jmp L27
ja L30
jns L41
L20:
jmp L5
jmp L30
add ebx,L23-L11
jmp L30
times 123 nop
times 125 nop
L27:
jmp L50
L29:
add ebx,L9-L19
jmp L7
times 60 nop
jmp L53
call L42
jmp L18
align 4
L37:
jle L7
jmp L47
L40:
L41:
jmp L54
L43:
L44:
jmp L3
jmp L15
jbe L54
L48:
jmp L35
jmp L58
call L14
jmp L0
jp L18
jnz L6
times 17 nop
jmp L56
add ebx,L2-L27
L58:
L59:
jne L18
L0:
L2:
L6:
L7:
L8:
L9:
L11:
L12:
L13:
L14:
L15:
L16:
L17:
L18:
L19:
L21:
L22:
L23:
L24:
L25:
L26:
L28:
L30:
L31:
L32:
L33:
L34:
L35:
L36:
L38:
L39:
L42:
L45:
L46:
L47:
L49:
L50:
L51:
L52:
L53:
L54:
L55:
L56:
L57:
L60:
;== 29 
bits 64
call L44
jmp L28
jmp L5
L3:
call L28
call L3
add ebx,L18-L22
L7:
times 1 nop
jmp L24
L10:
jp L28
jmp L23
L13:
jmp L6
jz L37
jmp L9
L17:
L18:
jg L32
jmp L10
L21:
jmp L43
L23:
L25:
times 1 nop
jmp L26
push L8-L47
jmp L34
jmp L4
L31:
times 123 nop
L33:
jmp L35
jnp L31
L36:
L37:
jmp L37
L39:
jmp L5
L41:
L43:
L44:
jmp L3
times 3 nop
mov al,[ebx+L31-L1]
jmp L24
L0:
L1:
L2:
L4:
L5:
L6:
L8:
L9:
L11:
L12:
L14:
L15:
L16:
L19:
L20:
L22:
L24:
L26:
L27:
L28:
L29:
L30:
L32:
L34:
L35:
L38:
L40:
L42:
L45:
L46:
L47:
L48:
;== 30 
bits 32
jmp L16
jne L16
L2:
jne L7
call L0
L5:
mov al,[ebx+L6-L26]
times 120 nop
jmp L2
jmp L6
add ebx,L17-L25
L11:
jz L27
jnz L18
L14:
mov al,[ebx+L10-L3]
L17:
jl L24
jmp L16
mov al,[ebx+L6-L25]
align 16
jmp near L20
je L3
jmp L6
jmp L15
L26:
jc L18
L0:
L1:
L3:
L4:
L6:
L7:
L8:
L9:
L10:
L12:
L13:
L15:
L16:
L18:
L19:
L20:
L21:
L22:
L23:
L24:
L25:
L27:
;== 31 
bits 32
jnz L10
jmp L1
L2:
L3:
jmp L3
jmp L5
jnc L22
L7:
mov al,[ebx+L10-L22]
jmp L2
jmp L18
L11:
L12:
add ebx,L16-L3
mov al,[ebx+L5-L13]
times 124 nop
times 40 nop
jle L11
L18:
call L27
jbe L21
add ebx,L1-L25
L22:
L23:
jae L26
L25:
times 1 nop
call L20
push L1-L15
L0:
L1:
L4:
L5:
L6:
L8:
L9:
L10:
L13:
L14:
L15:
L16:
L17:
L19:
L20:
L21:
L24:
L26:
L27:
L28:
;== 32 
bits 64
jns L4
jmp L21
L2:
call L12
jno L2
je L4
call L0
L7:
jz L0
L9:
jmp L15
jbe L20
jp L13
call L1
L14:
jmp L15
L16:
jmp L4
L18:
call L0
mov al,[ebx+L4-L20]
jmp L1
mov al,[ebx+L3-L0]
jmp L16
L0:
L1:
L3:
L4:
L5:
L6:
L8:
L10:
L11:
L12:
L13:
L15:
L17:
L19:
L20:
L21:
L22:
L23:
;== 33 
bits 16
add bx,L21-L0
jmp near L4
jmp L18
jp L4
mov al,[bx+L2-L15]
jmp near L0
jmp L8
jle L9
jmp L12
L10:
L11:
L12:
js L16
add bx,L17-L0
L15:
add bx,L26-L17
L17:
ja L18
L19:
jmp L15
L22:
jmp L27
L24:
jmp L6
call L17
L27:
L0:
L1:
L2:
L3:
L4:
L5:
L6:
L7:
L8:
L9:
L13:
L14:
L16:
L18:
L20:
L21:
L23:
L25:
L26:
;== 34 
bits 64
call L20
jp L23
jnp L3
mov al,[ebx+L3-L43]
L4:
L5:
jbe L4
jmp L54
jns L12
L9:
jmp L30
times 125 nop
times 127 nop
call L24
add ebx,L17-L49
times 60 nop
L16:
jmp L50
L18:
L19:
L20:
jmp L43
jmp L45
jmp L54
add ebx,L10-L21
L25:
L26:
jg L49
jmp L36
push L11-L11
L30:
jz L34
jmp L8
L33:
jmp L37
jmp L9
jae L5
jmp L37
jmp L9
L39:
times 100 nop
jbe L0
jnc L44
jmp L34
add ebx,L21-L14
L45:
jmp L28
times 3 nop
jnz L22
jnp L21
L50:
jmp L30
jmp L23
L54:
L55:
jae L56
times 60 nop
jle L39
L0:
L1:
L2:
L3:
L6:
L7:
L8:
L10:
L11:
L12:
L13:
L14:
L15:
L17:
L21:
L22:
L23:
L24:
L27:
L28:
L29:
L31:
L32:
L34:
L35:
L36:
L37:
L38:
L40:
L41:
L42:
L43:
L44:
L46:
L47:
L48:
L49:
L51:
L52:
L53:
L56:
L57:
L58:
;== 35 
bits 16
jp L21
times 127 nop
jmp L8
times 17 nop
mov al,[bx+L0-L15]
jc L3
push L18-L7
L7:
jmp L1
times 118 nop
jmp L5
jmp L16
L12:
jle L3
times 127 nop
L15:
L16:
jz L8
L18:
je L8
add bx,L8-L1
jle L6
times 127 nop
L0:
L1:
L2:
L3:
L4:
L5:
L6:
L8:
L9:
L10:
L11:
L13:
L14:
L17:
L19:
L20:
L21:
L22:
;== 36 
bits 16
org 0x7c00
jb L44
L1:
L2:
jp L8
jb L35
jnc L5
L6:
jmp L37
L8:
L9:
jmp L20
jl L9
call L17
jl L18
times 100 nop
jmp L44
jmp L43
jmp L4
L18:
L19:
jb L8
jc L16
add bx,L16-L36
L23:
mov al,[bx+L33-L8]
jp L17
jmp L0
L27:
jmp L24
jc L24
L30:
times 60 nop
L32:
times 124 nop
jmp L28
jmp L1
jle L9
jb L26
L38:
jmp L34
jge L42
add bx,L31-L13
jmp L29
js L2
jnp L2
L45:
L0:
L3:
L4:
L5:
L7:
L10:
L11:
L12:
L13:
L14:
L15:
L16:
L17:
L20:
L21:
L22:
L24:
L25:
L26:
L28:
L29:
L31:
L33:
L34:
L35:
L36:
L37:
L39:
L40:
L41:
L42:
L43:
L44:
;== 37 
bits 64
jmp near L17
align 16
push L23-L19
times 124 nop
jmp L22
jmp L62
L6:
jmp L13
L8:
jno L8
push L13-L55
jmp L58
jg L70
L13:
L14:
jg L47
jmp L64
L17:
add ebx,L59-L18
jp L67
jmp L24
L21:
jmp L51
jmp L71
je L55
L25:
jmp L17
jnp L24
L28:
L29:
jb L1
L31:
L32:
jz L26
L34:
jge L62
jmp L74
L37:
jmp L46
times 125 nop
L40:
L41:
jp L0
jmp L61
times 124 nop
jmp L45
add ebx,L74-L35
jmp L5
times 17 nop
L49:
times 126 nop
jmp L0
jmp L16
L53:
jmp L54
jno L27
add ebx,L30-L41
jmp L63
times 1 nop
L59:
jnc L1
jnz L52
jg L48
add ebx,L14-L77
L64:
L65:
L66:
jge L18
call L68
L69:
jmp L56
L71:
ja L29
L73:
jmp L76
jmp L69
jmp L38
add ebx,L68-L41
L0:
L1:
L2:
L3:
L4:
L5:
L7:
L9:
L10:
L11:
L12:
L15:
L16:
L18:
L19:
L20:
L22:
L23:
L24:
L26:
L27:
L30:
L33:
L35:
L36:
L38:
L39:
L42:
L43:
L44:
L45:
L46:
L47:
L48:
L50:
L51:
L52:
L54:
L55:
L56:
L57:
L58:
L60:
L61:
L62:
L63:
L67:
L68:
L70:
L72:
L74:
L75:
L76:
L77:
;== 38 
bits 64
mov al,[ebx+L27-L25]
jmp L29
L2:
times 100 nop
jp L42
jmp L11
jnc L16
call L8
js L16
L9:
add ebx,L29-L28
L11:
times 1 nop
call L3
jmp L32
jmp L22
jg L6
jbe L41
add ebx,L40-L30
L19:
align 16
jnz L24
jmp L14
jns L15
L24:
push L27-L44
jmp L27
jmp L19
push L14-L44
jmp L6
times 126 nop
jg L0
times 124 nop
jmp near L7
times 40 nop
call L38
jnc L36
L37:
jo L2
L39:
jmp L45
times 125 nop
jmp near L0
L43:
js L18
mov al,[ebx+L19-L42]
call L4
mov al,[ebx+L40-L24]
jmp L21
L0:
L1:
L3:
L4:
L5:
L6:
L7:
L8:
L10:
L12:
L13:
L14:
L15:
L16:
L17:
L18:
L20:
L21:
L22:
L23:
L25:
L26:
L27:
L28:
L29:
L30:
L31:
L32:
L33:
L34:
L35:
L36:
L38:
L40:
L41:
L42:
L44:
L45:
L46:
L47:
L48:
;== 39 
bits 64
L0:
jg L63
L2:
align 8
call L16
L5:
align 16
je L26
L8:
jmp L4
L10:
jg L73
jmp L56
L13:
jmp L70
jmp L31
L16:
jmp L72
add ebx,L75-L20
L19:
L20:
jns L14
jl L57
mov al,[ebx+L57-L30]
align 4
jmp L15
mov al,[ebx+L30-L60]
call L59
L29:
L30:
align 16
L32:
align 16
times 124 nop
jmp L42
jb L4
jmp L22
jmp L36
jmp L65
add ebx,L12-L72
jmp L69
L42:
jmp L68
L44:
L45:
L46:
align 8
jmp L14
align 8
jge L67
L51:
push L74-L24
jnz L41
jmp L74
call L74
jnp L9
jmp L21
jmp L47
L59:
L60:
jz L56
call L15
L63:
mov al,[ebx+L44-L10]
jge L27
jmp L36
jmp L14
times 3 nop
jmp L41
jmp L57
L71:
L72:
L73:
jl L71
L75:
L76:
jmp L33
L1:
L3:
L4:
L6:
L7:
L9:
L11:
L12:
L14:
L15:
L17:
L18:
L21:
L22:
L23:
L24:
L25:
L26:
L27:
L28:
L31:
L33:
L34:
L35:
L36:
L37:
L38:
L39:
L40:
L41:
L43:
L47:
L48:
L49:
L50:
L52:
L53:
L54:
L55:
L56:
L57:
L58:
L61:
L62:
L64:
L65:
L66:
L67:
L68:
L69:
L70:
L74:
L77:
;== 40 
bits 32
L0:
L1:
jmp L11
call L29
times 100 nop
times 124 nop
jmp L26
jle L30
L8:
L9:
L10:
L11:
jns L27
L13:
L14:
jmp L29
call L25
jo L28
L18:
jle L11
add ebx,L19-L26
L21:
jo L23
L23:
jmp L11
add ebx,L15-L2
jmp L12
jnp L12
times 1 nop
L30:
L2:
L3:
L4:
L5:
L6:
L7:
L12:
L15:
L16:
L17:
L19:
L20:
L22:
L24:
L25:
L26:
L27:
L28:
L29:
;== 41 
bits 16
org 0x7c00
times 60 nop
jmp L48
mov al,[bx+L33-L15]
mov al,[bx+L62-L47]
L4:
jmp L50
L6:
L7:
jc L29
L9:
jz L21
times 118 nop
times 118 nop
mov al,[bx+L54-L6]
L14:
L15:
jmp L41
times 100 nop
jbe L0
L19:
call L16
jmp L33
L22:
L23:
jge L37
times 100 nop
jmp L64
L27:
jnc L29
jnp L40
je L20
L31:
jae L33
L33:
L34:
jmp L5
jmp L60
times 60 nop
jl L27
jmp L11
L40:
L41:
L42:
L43:
L44:
align 8
L46:
jmp L6
L48:
jmp L45
jnc L60
L51:
jbe L5
call L9
jne L19
push L51-L2
js L37
jg L46
times 126 nop
jmp L51
times 17 nop
jb L20
jc L40
jmp L46
call L51
times 120 nop
L0:
L1:
L2:
L3:
L5:
L8:
L10:
L11:
L12:
L13:
L16:
L17:
L18:
L20:
L21:
L24:
L25:
L26:
L28:
L29:
L30:
L32:
L35:
L36:
L37:
L38:
L39:
L45:
L47:
L49:
L50:
L52:
L53:
L54:
L55:
L56:
L57:
L58:
L59:
L60:
L61:
L62:
L63:
L64:
L65:
;== 42 
bits 16
org 0x7c00
jns L10
L1:
align 4
times 100 nop
L4:
L5:
times 1 nop
push L36-L55
jmp L38
L9:
jmp L26
jmp L20
jle L16
times 120 nop
align 8
jl L14
call L13
L17:
mov al,[bx+L45-L23]
L19:
L20:
L21:
call L39
L23:
L25:
L26:
L27:
times 126 nop
jne L23
jnc L19
jle L35
call L25
jmp near L30
jmp L50
je L1
L36:
mov al,[bx+L10-L24]
jmp L41
times 127 nop
mov al,[bx+L11-L47]
L41:
call L21
times 120 nop
L44:
jmp L49
jmp L42
jmp L23
L48:
jge L31
jmp L40
L51:
L52:
jmp L9
align 16
align 16
L0:
L2:
L3:
L6:
L7:
L8:
L10:
L11:
L12:
L13:
L14:
L15:
L16:
L18:
L22:
L24:
L28:
L29:
L30:
L31:
L32:
L33:
L34:
L35:
L37:
L38:
L39:
L40:
L42:
L43:
L45:
L46:
L47:
L49:
L50:
L53:
L54:
L55:
;== 43 
bits 64
jmp near L38
L1:
L2:
add ebx,L47-L46
L4:
jmp L68
L6:
jmp L16
jmp L58
L9:
je L64
L11:
times 123 nop
jae L14
call L37
L15:
jmp L51
jmp L61
L18:
mov al,[ebx+L41-L1]
jmp L56
jmp L7
L22:
add ebx,L26-L55
L24:
jmp L38
jne L25
mov al,[ebx+L71-L5]
times 60 nop
jnc L17
L30:
jmp L54
jns L5
jmp L32
jmp L28
L35:
L36:
mov al,[ebx+L12-L34]
jmp L23
L39:
call L44
times 40 nop
ja L12
jmp L15
L44:
L45:
jmp L4
L47:
jb L69
jno L66
call L12
jmp L65
jmp L45
L53:
jc L5
mov al,[ebx+L69-L24]
L56:
js L63
L58:
jmp L60
align 4
jz L27
times 118 nop
jne L66
jnz L30
jmp L71
jz L7
L68:
jmp L11
jmp L21
call L22
L72:
L0:
L3:
L5:
L7:
L8:
L10:
L12:
L13:
L14:
L16:
L17:
L19:
L20:
L21:
L23:
L25:
L26:
L27:
L28:
L29:
L31:
L32:
L33:
L34:
L37:
L38:
L40:
L41:
L42:
L43:
L46:
L48:
L49:
L50:
L51:
L52:
L54:
L55:
L57:
L59:
L60:
L61:
L62:
L63:
L64:
L65:
L66:
L67:
L69:
L70:
L71:
;== 44 
bits 64
org 0x7c00
jp L36
L1:
jmp L36
jmp L17
jp L8
times 120 nop
jne L54
L7:
jmp L38
align 8
jo L64
jmp L43
jmp L38
L13:
jle L32
L15:
L16:
call L2
call L41
jmp L50
L20:
L21:
mov al,[ebx+L15-L52]
jg L52
push L12-L61
L26:
jo L62
L28:
call L25
L30:
jmp L31
align 16
L33:
jmp L22
jmp L52
jg L41
jmp L53
L38:
L39:
jle L61
jmp L22
L42:
mov al,[ebx+L61-L59]
jmp L25
L45:
jae L34
jge L58
jz L25
L49:
L50:
ja L35
L52:
L53:
jle L55
times 120 nop
align 8
L58:
jo L51
L60:
jc L60
jo L15
align 4
L64:
L65:
L66:
L67:
jmp L51
jmp L66
jmp L20
L0:
L2:
L3:
L4:
L5:
L6:
L8:
L9:
L10:
L11:
L12:
L14:
L17:
L18:
L19:
L22:
L23:
L24:
L25:
L27:
L29:
L31:
L32:
L34:
L35:
L36:
L37:
L40:
L41:
L43:
L44:
L46:
L47:
L48:
L51:
L54:
L55:
L56:
L57:
L59:
L61:
L62:
L63:
L68:
L69:
L70:
;== 45 
bits 32
add ebx,L25-L21
jmp L14
jmp L8
times 40 nop
L4:
jns L9
L6:
jns L8
L8:
add ebx,L1-L36
jmp L19
jmp L2
jno L37
push L8-L7
L14:
jmp L45
mov al,[ebx+L18-L40]
jmp L8
jmp L18
jmp L33
jmp L24
L21:
jmp L2
jc L46
jbe L43
je L29
call L7
mov al,[ebx+L12-L11]
js L20
add ebx,L27-L27
jmp L3
align 16
jmp L19
jmp L19
jl L11
call L27
jc L29
jge L48
mov al,[ebx+L13-L25]
jmp L45
times 120 nop
add ebx,L3-L17
jmp L43
L43:
L44:
L45:
times 120 nop
jmp near L6
L48:
jmp near L29
L0:
L1:
L2:
L3:
L5:
L7:
L9:
L10:
L11:
L12:
L13:
L15:
L16:
L17:
L18:
L19:
L20:
L22:
L23:
L24:
L25:
L26:
L27:
L28:
L29:
L30:
L31:
L32:
L33:
L34:
L35:
L36:
L37:
L38:
L39:
L40:
L41:
L42:
L46:
L47:
L49:
;== 46 
bits 64
js L19
jno L50
jmp L50
jmp L0
L4:
L5:
times 118 nop
mov al,[ebx+L0-L50]
L8:
jmp L26
jno L49
jmp L3
jmp L45
L13:
L14:
jmp L8
ja L46
call L22
call L44
jmp L45
jmp L2
je L6
add ebx,L50-L0
jl L22
jmp near L8
L25:
L26:
jl L2
jp L16
jmp L40
L30:
push L42-L17
L32:
jne L31
jl L0
L35:
align 8
jnz L51
call L8
times 40 nop
L40:
L41:
jc L4
jmp L38
jmp L15
call L6
L46:
add ebx,L34-L10
jc L32
jmp L1
L50:
L51:
add ebx,L41-L40
times 124 nop
L0:
L1:
L2:
L3:
L6:
L7:
L9:
L10:
L11:
L12:
L15:
L16:
L17:
L18:
L19:
L20:
L21:
L22:
L23:
L24:
L27:
L28:
L29:
L31:
L33:
L34:
L36:
L37:
L38:
L39:
L42:
L43:
L44:
L45:
L47:
L48:
L49:
L52:
L53:
;== 47 
bits 16
org 0x7c00
jmp L7
L1:
L2:
L3:
jmp L32
jle L17
times 123 nop
L7:
times 124 nop
ja L1
L10:
L11:
jb L37
jmp L55
jmp L5
jmp L53
jae L28
jmp L17
jnc L38
L20:
mov al,[bx+L23-L53]
jb L32
je L28
mov al,[bx+L9-L26]
L25:
jmp L34
jns L20
jg L20
jmp L15
jg L3
push L49-L19
L32:
L33:
jmp L28
L35:
L36:
jmp L28
L38:
L39:
times 17 nop
jmp L49
times 40 nop
jmp L17
call L23
times 123 nop
jz L32
L48:
L49:
push L34-L6
L51:
times 17 nop
L53:
je L46
L55:
mov al,[bx+L12-L26]
jmp L57
L0:
L4:
L5:
L6:
L8:
L9:
L12:
L13:
L14:
L15:
L16:
L17:
L18:
L19:
L21:
L22:
L23:
L24:
L26:
L27:
L28:
L29:
L30:
L31:
L34:
L37:
L40:
L41:
L42:
L43:
L44:
L45:
L46:
L47:
L50:
L52:
L54:
L56:
L57:
L58:
;== 48 
bits 16
mov al,[bx+L46-L9]
jp L7
L2:
jmp L40
jbe L46
call L53
mov al,[bx+L16-L11]
L7:
jae L34
jne L75
L10:
L11:
L12:
L13:
L14:
L15:
jmp L61
align 8
mov al,[bx+L3-L53]
L19:
js L61
times 126 nop
L22:
L23:
add bx,L11-L49
L25:
L26:
times 60 nop
jmp L16
call L55
L30:
jmp L50
jmp L56
L33:
L34:
jae L19
jmp L60
jmp L55
jmp L29
times 1 nop
jnp L49
jns L70
mov al,[bx+L13-L76]
L43:
L44:
jmp L15
jmp near L4
jmp L47
jmp L27
L49:
jmp L76
jmp L46
jmp L69
je L69
jne L21
L55:
L56:
jmp L0
jl L9
jmp L49
L60:
jmp L72
L62:
jg L12
jns L6
L65:
L66:
L67:
L68:
times 118 nop
jmp L58
jmp L22
L72:
jns L32
jge L76
jmp L30
times 126 nop
jmp L22
L0:
L1:
L3:
L4:
L5:
L6:
L8:
L9:
L16:
L17:
L18:
L20:
L21:
L24:
L27:
L28:
L29:
L31:
L32:
L35:
L36:
L37:
L38:
L39:
L40:
L41:
L42:
L45:
L46:
L47:
L48:
L50:
L51:
L52:
L53:
L54:
L57:
L58:
L59:
L61:
L63:
L64:
L69:
L70:
L71:
L73:
L74:
L75:
L76:
L77:
;== 49 
bits 64
org 0x7c00
jne L5
call L3
mov al,[ebx+L17-L8]
times 17 nop
jnp L9
times 127 nop
jmp L30
jmp L11
L8:
L9:
L10:
jg L0
jmp L27
L13:
push L17-L12
ja L5
jmp L24
L17:
jmp L14
add ebx,L5-L4
times 127 nop
L21:
jmp L32
times 118 nop
times 40 nop
jg L21
L27:
call L15
times 127 nop
mov al,[ebx+L19-L21]
call L12
L32:
L0:
L1:
L2:
L3:
L4:
L5:
L6:
L7:
L11:
L12:
L14:
L15:
L16:
L18:
L19:
L20:
L22:
L23:
L24:
L25:
L26:
L28:
L29:
L30:
L31:
;== 50 
bits 32
jmp L11
jo L35
jmp L13
jmp L41
add ebx,L20-L16
jmp L11
add ebx,L61-L46
js L20
L8:
times 60 nop
times 125 nop
mov al,[ebx+L39-L41]
jp L55
L13:
mov al,[ebx+L22-L8]
L15:
push L52-L59
L17:
jbe L8
add ebx,L59-L16
jmp L32
jmp L22
jmp L33
L23:
jmp L21
mov al,[ebx+L15-L46]
js L11
mov al,[ebx+L30-L22]
jmp L38
L29:
L30:
jmp L61
jmp L28
jmp L34
jae L22
jmp near L16
jo L42
times 60 nop
L39:
L40:
L41:
jnp L43
L43:
jmp L29
times 125 nop
push L16-L57
jmp L14
jae L34
L49:
L50:
jmp L20
jmp L1
jnz L59
jmp L21
L55:
js L53
L57:
mov al,[ebx+L55-L7]
times 100 nop
jnz L40
L61:
L0:
L1:
L2:
L3:
L4:
L5:
L6:
L7:
L9:
L10:
L11:
L12:
L14:
L16:
L18:
L19:
L20:
L21:
L22:
L24:
L25:
L26:
L27:
L28:
L31:
L32:
L33:
L34:
L35:
L36:
L37:
L38:
L42:
L44:
L45:
L46:
L47:
L48:
L51:
L52:
L53:
L54:
L56:
L58:
L59:
L60:
