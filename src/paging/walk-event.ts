/** How a translation or an access can end. */
export const WalkEvent = {
  NONE: 0,
  PAGE_FAULT: 1,
  EPT_VIOLATION: 2,
  EPT_MISCONFIGURATION: 3,
  /** The page-modification log is full. */
  PML_FULL: 4,
} as const;
export type WalkEvent = (typeof WalkEvent)[keyof typeof WalkEvent];
