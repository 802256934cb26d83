export { decompress, emptyInput, identify } from './open.ts';
export { type Format, SNIFF_LENGTH } from './sniff.ts';
