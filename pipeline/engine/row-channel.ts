/** Rows on their way from a worker thread to the main thread, a few batches at a time: a slow receiver holds back the worker. */
import { MessageChannel, type MessagePort } from 'node:worker_threads';
import type { RowBatch, Snapshot } from '../stage.ts';
import type { GiveRows } from './stretch.ts';

/** Batches under way at most, per worker. */
const CREDITS = 16;

interface RowMessage {
  readonly batch: RowBatch;
  readonly snapshot: Snapshot;
}

/** The worker's end. Every message is answered with an empty one when it has been taken. */
export function rowSender(port: MessagePort): { readonly give: GiveRows; end(): Promise<void> } {
  let underWay = 0;
  let proceed = () => {};
  port.on('message', () => {
    underWay--;
    proceed();
  });
  const until = async (most: number) => {
    while (underWay > most) {
      await new Promise<void>((resolve) => {
        proceed = resolve;
      });
    }
  };
  return {
    async give(batch, snapshot) {
      await until(CREDITS - 1);
      underWay++;
      port.postMessage({ batch, snapshot } satisfies RowMessage);
    },
    async end() {
      await until(0);
      port.close();
    },
  };
}

/**
 * The main thread's end.
 *
 * @returns the port for the worker, and a promise that rejects when a batch could not be taken.
 */
export function receiveRows(take: GiveRows): { port: MessagePort; failed: Promise<never>; close(): void } {
  const { port1, port2 } = new MessageChannel();
  const failed = new Promise<never>((_, reject) => {
    port1.on('message', ({ batch, snapshot }: RowMessage) => {
      take(batch, snapshot).then(() => port1.postMessage(null), reject);
    });
  });
  // Whoever waits for it meets it; nobody may.
  failed.catch(() => {});
  return { port: port2, failed, close: () => port1.close() };
}
