/** The Gregorian calendar from 1 January 2000, without the host's clock or time zone. */

export interface CalendarDate {
  readonly year: number;
  /** 1 to 12. */
  readonly month: number;
  /** 1 to 31. */
  readonly day: number;
  /** 1 Sunday to 7 Saturday. */
  readonly weekday: number;
}

const MONTH_DAYS = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31] as const;
const START_YEAR = 2000;
/** 1 January 2000 was a Saturday. */
const START_WEEKDAY = 7;

/** The date `days` whole days after 1 January 2000. */
export function dateAfter(days: number): CalendarDate {
  let year = START_YEAR;
  let rest = days;
  while (rest >= daysOfYear(year)) rest -= daysOfYear(year++);
  let month = 1;
  while (rest >= daysOfMonth(year, month)) rest -= daysOfMonth(year, month++);
  return { year, month, day: rest + 1, weekday: ((START_WEEKDAY - 1 + days) % 7) + 1 };
}

function isLeapYear(year: number): boolean {
  return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
}

function daysOfYear(year: number): number {
  return isLeapYear(year) ? 366 : 365;
}

function daysOfMonth(year: number, month: number): number {
  return month === 2 && isLeapYear(year) ? 29 : MONTH_DAYS[month - 1]!;
}
