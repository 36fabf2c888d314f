/** What `trapwalk` exits with. A guest's own status is always odd (debug exit) or 0 (halt); ours are even. */
export const ExitStatus = {
  OK: 0,
  /** Assembly error, bad image, bad option. */
  BAD_INPUT: 2,
  /** --max-instructions or --max-cycles reached. */
  LIMIT: 4,
  /** Triple fault or shutdown. */
  SHUTDOWN: 6,
  /** A bug of ours. */
  INTERNAL: 70,
} as const;
export type ExitStatus = (typeof ExitStatus)[keyof typeof ExitStatus];
