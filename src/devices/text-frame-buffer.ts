/**
 * The text screen: 80 × 25 cells of two bytes (character, attribute) at B8000H, plain memory to the guest. Shown from
 * the CRTC's start address; characters are code page 437, as in the VGA's font.
 */
import { TEXT_COLUMNS, TEXT_FRAME_BUFFER, TEXT_ROWS } from '../memory/frame-buffers.js';
import type { GuestMemory } from '../memory/guest-memory.js';

/** Code page 437, 00H to 1FH and 7FH to FFH; between them it is ASCII. 00H and FFH are blanks. */
const LOW = ' ☺☻♥♦♣♠•◘○◙♂♀♪♫☼►◄↕‼¶§▬↨↑↓→←∟↔▲▼';
const HIGH =
  '⌂ÇüéâäàåçêëèïîìÄÅÉæÆôöòûùÿÖÜ¢£¥₧ƒáíóúñÑªº¿⌐¬½¼¡«»░▒▓│┤╡╢╖╕╣║╗╝╜╛┐└┴┬├─┼╞╟╚╔╩╦╠═╬╧╨╤╥╙╘╒╓╫╪┘┌█▄▌▐▀' +
  'αßΓπΣσµτΦΘΩδ∞φε∩≡±≥≤⌠⌡÷≈°∙·√ⁿ²■ ';

/** The screen as 25 lines, blanks at their ends removed. `startCell`: the cell in the upper left corner. */
export function renderText(memory: GuestMemory, startCell: number): string {
  const cells = TEXT_FRAME_BUFFER.size / 2;
  const lines: string[] = [];
  for (let row = 0; row < TEXT_ROWS; row++) {
    let line = '';
    for (let column = 0; column < TEXT_COLUMNS; column++) {
      const cell = (startCell + row * TEXT_COLUMNS + column) % cells;
      line += character(memory.read8(TEXT_FRAME_BUFFER.start + 2 * cell));
    }
    lines.push(line.trimEnd());
  }
  return `${lines.join('\n')}\n`;
}

function character(code: number): string {
  if (code < 0x20) return LOW[code]!;
  return code < 0x7f ? String.fromCharCode(code) : HIGH[code - 0x7f]!;
}
