/** Which column of the source line a place in an expanded statement came from. */
import { pieceText } from './preprocessor/pieces.js';
import type { OutputLine } from './preprocessor/preprocessor.js';

/** Column from 0. What comes from a macro's body gets the column of what was before it, or of the call. */
export function columnOf(line: OutputLine, offset: number): number {
  if (line.pieces === null) return offset;
  let column = Math.max(0, line.origin.text.search(/\S/));
  let at = 0;
  for (const piece of line.pieces) {
    const { length } = pieceText(piece);
    if (piece.column >= 0) column = piece.column;
    if (offset < at + length) {
      const inside = line.origin.text.startsWith(piece.text, piece.column) ? offset - at : 0;
      return piece.column >= 0 ? piece.column + inside : column;
    }
    at += length;
  }
  return column;
}
