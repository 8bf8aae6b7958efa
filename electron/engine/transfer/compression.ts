/** What is known of one side of a run when it is asked whether compressing pays. */
export interface LineWindow {
  /** COMPRESS=DEFLATE (RFC 4978). */
  readonly offered: boolean;
  /** Bytes that went over all connections to this side. */
  readonly bytes: number;
  readonly ms: number;
  /** Share of the time this process was at work, 0 to 1. The rest it waited. */
  readonly busy: number;
  /** Bytes of messages still to copy. */
  readonly bytesLeft: number;
  /** The agent has capped the rate: then it is not the line that is slow. */
  readonly capped: boolean;
}

/** A line that carries more needs no compressing: the servers' processors are the scarcer thing. */
const SLOW_BYTES_PER_SECOND = 2 * 1024 * 1024;
/** Below this nothing was asked of the line. */
const IDLE_BYTES_PER_SECOND = 4 * 1024;
const BUSY = 0.5;
/** What is over in a moment is not worth a round trip on every connection. */
const SECONDS_LEFT = 5;

/** Whether this side's connections should be compressed: the line is slow, we wait for it, and there is much to come. */
export function worthCompressing({ offered, bytes, ms, busy, bytesLeft, capped }: LineWindow): boolean {
  if (!offered || capped || ms <= 0 || busy > BUSY) return false;
  const rate = (bytes / ms) * 1000;
  if (rate < IDLE_BYTES_PER_SECOND || rate > SLOW_BYTES_PER_SECOND) return false;
  return bytesLeft / rate > SECONDS_LEFT;
}
