/**
 * The 8042 keyboard controller at ports 60H and 64H with a keyboard nobody types on: enough that a kernel which
 * initializes, polls or resets through it finds what it waits for. Commands to the keyboard are acknowledged. There is
 * no mouse: the second port takes bytes and never answers.
 */
import type { PortDevice } from '../memory/bus.js';
import type { Stateful } from './stateful.js';

export const KeyboardPort = { DATA: 0x60, STATUS_COMMAND: 0x64 } as const;

/** Status register: output buffer full, system flag (self-test passed), last write was a command, keyboard not locked. */
const Status = { OUTPUT_FULL: 0x01, SYSTEM: 0x04, COMMAND: 0x08, UNLOCKED: 0x10 } as const;
/** Controller configuration byte. */
const Configuration = { INTERRUPT_1: 0x01, SYSTEM: 0x04, DISABLE_1: 0x10, DISABLE_2: 0x20, TRANSLATE: 0x40 } as const;

/** Commands to port 64H. */
const Command = {
  READ_CONFIGURATION: 0x20,
  WRITE_CONFIGURATION: 0x60,
  DISABLE_PORT_2: 0xa7,
  ENABLE_PORT_2: 0xa8,
  TEST_PORT_2: 0xa9,
  SELF_TEST: 0xaa,
  TEST_PORT_1: 0xab,
  DISABLE_PORT_1: 0xad,
  ENABLE_PORT_1: 0xae,
  READ_OUTPUT_PORT: 0xd0,
  WRITE_OUTPUT_PORT: 0xd1,
  WRITE_OUTPUT_BUFFER: 0xd2,
  WRITE_PORT_2: 0xd4,
  /** F0H–FFH pulse output lines low; an even one pulses line 0, the processor's reset. */
  PULSE: 0xf0,
} as const;

/** Output port: reset line (active low), A20 gate. */
const OutputPort = { NOT_RESET: 0x01, A20: 0x02 } as const;

const ACKNOWLEDGE = 0xfa;
/** Keyboard commands with an argument byte: LEDs, scan-code set, typematic rate. */
const TAKES_ARGUMENT: ReadonlySet<number> = new Set([0xed, 0xf0, 0xf3]);
/** What the keyboard sends after its acknowledgement: identification, self-test passed. */
const RESPONSES: ReadonlyMap<number, readonly number[]> = new Map([
  [0xf2, [0xab, 0x83]],
  [0xff, [0xaa]],
]);
const ECHO = 0xee;

export interface KeyboardControllerState {
  configuration: number;
  output: number[];
  /** Byte last read: it stays in the empty output buffer. */
  last: number;
  lastWasCommand: boolean;
  /** Controller command that waits for its byte at port 60H, 0 for none. */
  awaiting: number;
  keyboardArgument: boolean;
}

export class KeyboardController implements PortDevice, Stateful<KeyboardControllerState> {
  readonly name = 'keyboard-controller';
  private state: KeyboardControllerState = {
    configuration: Configuration.INTERRUPT_1 | Configuration.SYSTEM | Configuration.DISABLE_2 | Configuration.TRANSLATE,
    output: [],
    last: 0,
    lastWasCommand: true,
    awaiting: 0,
    keyboardArgument: false,
  };
  private readonly setIrq1: (level: boolean) => void;
  private readonly onReset: () => void;

  constructor(setIrq1: (level: boolean) => void, onReset: () => void) {
    this.setIrq1 = setIrq1;
    this.onReset = onReset;
  }

  readPort(port: number): number {
    const s = this.state;
    if (port === KeyboardPort.STATUS_COMMAND) {
      return (
        Status.SYSTEM |
        Status.UNLOCKED |
        (s.output.length > 0 ? Status.OUTPUT_FULL : 0) |
        (s.lastWasCommand ? Status.COMMAND : 0)
      );
    }
    s.last = s.output.shift() ?? s.last;
    this.setIrq1(false); // a further byte is a new edge
    this.update();
    return s.last;
  }

  writePort(port: number, _size: number, value: number): void {
    const s = this.state;
    s.lastWasCommand = port === KeyboardPort.STATUS_COMMAND;
    if (s.lastWasCommand) this.command(value);
    else if (s.awaiting !== 0) this.commandByte(value);
    else this.keyboardByte(value);
    this.update();
  }

  saveState(): KeyboardControllerState {
    return structuredClone(this.state);
  }

  restoreState(state: KeyboardControllerState): void {
    this.state = structuredClone(state);
    this.update();
  }

  private command(command: number): void {
    const s = this.state;
    s.awaiting = 0;
    if (command >= Command.PULSE) {
      if (!(command & 1)) this.onReset();
      return;
    }
    switch (command) {
      case Command.READ_CONFIGURATION:
        s.output.push(s.configuration);
        break;
      case Command.DISABLE_PORT_2:
        s.configuration |= Configuration.DISABLE_2;
        break;
      case Command.ENABLE_PORT_2:
        s.configuration &= ~Configuration.DISABLE_2;
        break;
      case Command.TEST_PORT_1:
      case Command.TEST_PORT_2:
        s.output.push(0x00);
        break;
      case Command.SELF_TEST:
        s.output.push(0x55);
        break;
      case Command.DISABLE_PORT_1:
        s.configuration |= Configuration.DISABLE_1;
        break;
      case Command.ENABLE_PORT_1:
        s.configuration &= ~Configuration.DISABLE_1;
        break;
      case Command.READ_OUTPUT_PORT:
        s.output.push(OutputPort.NOT_RESET | OutputPort.A20);
        break;
      case Command.WRITE_CONFIGURATION:
      case Command.WRITE_OUTPUT_PORT:
      case Command.WRITE_OUTPUT_BUFFER:
      case Command.WRITE_PORT_2:
        s.awaiting = command;
        break;
      default: // no such command: ignored
    }
  }

  private commandByte(value: number): void {
    const s = this.state;
    const command = s.awaiting;
    s.awaiting = 0;
    if (command === Command.WRITE_CONFIGURATION) s.configuration = value & 0x7f;
    else if (command === Command.WRITE_OUTPUT_BUFFER) s.output.push(value);
    else if (command === Command.WRITE_OUTPUT_PORT && !(value & OutputPort.NOT_RESET)) this.onReset();
  }

  private keyboardByte(value: number): void {
    const s = this.state;
    if (s.keyboardArgument) {
      s.keyboardArgument = false;
      s.output.push(ACKNOWLEDGE);
    } else if (value === ECHO) {
      s.output.push(ECHO);
    } else {
      s.keyboardArgument = TAKES_ARGUMENT.has(value);
      s.output.push(ACKNOWLEDGE, ...(RESPONSES.get(value) ?? []));
    }
  }

  private update(): void {
    const { configuration, output } = this.state;
    this.setIrq1(output.length > 0 && (configuration & Configuration.INTERRUPT_1) !== 0);
  }
}
