import { createHash } from 'node:crypto';
import { ExitCode, PipelineError } from '../../../errors.ts';
import { blockMarks, decodeBlocks } from '../../../formats/bzip2/index.ts';
import { borrowKernel, returnKernel } from '../../../formats/bzip2/kernel-pool.ts';
import { decodeBzip2 } from '../../../formats/compression/bzip2.ts';
import { emptyInput } from '../../../formats/compression/index.ts';
import type { Input, InputParts, OpenContext, PlanContext } from '../../../stage.ts';
import { decodeInThreads } from '../decode-in-threads.ts';
import { type OpenFile, openFile } from '../open-file.ts';
import { readRaw } from '../read-raw.ts';
import { BlockTableMaker, blocksOf } from './block-table.ts';
import { type BackupIndex, defaultIndexFolder, loadIndex, saveIndex } from './index-files.ts';

/**
 * A bzip2 file that may be read in parts. What stands where is known from an earlier reading of the same content, found by the
 * places and checksums of all blocks, which are looked up in the whole file without decoding it. So a file that was cut off, exchanged or
 * added to since is not taken for the one that was read; damage inside a block that is not decoded goes unnoticed.
 */
export class SeekableFile implements InputParts {
  readonly #input: Input;
  readonly #folder: string;
  readonly #context: OpenContext;
  readonly #blocks = new BlockTableMaker();
  #isRecalled = false;
  #key = '';
  #version = '';
  #index: BackupIndex | undefined;

  /** @param folder where indexes are kept */
  constructor(input: Input, folder: string | undefined, context: OpenContext) {
    this.#input = input;
    this.#folder = folder ?? defaultIndexFolder();
    this.#context = context;
  }

  async recall(): Promise<unknown> {
    const { signal, onRaw } = this.#context;
    this.#isRecalled = true;
    const hash = createHash('sha256');
    const file = await this.#open();
    try {
      hash.update(`${file.size}`);
      const marks = blockMarks(file, (bytes) => {
        signal.throwIfAborted();
        onRaw?.(bytes);
      });
      for await (const { bit, kind, checksum } of marks) hash.update(` ${kind} ${bit} ${checksum}`);
      this.#version = file.version;
    } finally {
      await file.close();
    }
    this.#key = hash.digest('hex');
    this.#index = await loadIndex(this.#folder, this.#key);
    return this.#index?.notes;
  }

  async *read(from: number, to: number): AsyncGenerator<Uint8Array> {
    if (this.#index === undefined) throw new Error('there is no index to read by');
    if (from === to) return;
    const { first, behind, start } = blocksOf(this.#index.blocks, from, to);
    const file = await this.#open();
    const kernel = await borrowKernel(undefined);
    try {
      if (file.version !== this.#version) throw this.#changed();
      let at = start;
      for await (const piece of decodeBlocks(file, first, behind, kernel)) {
        this.#context.signal.throwIfAborted();
        const wanted = piece.subarray(Math.max(0, from - at), Math.max(0, to - at));
        at += piece.length;
        if (wanted.length > 0) yield wanted;
        if (at >= to) return;
      }
      throw this.#changed();
    } catch (error) {
      throw error instanceof PipelineError ? error.at({ file: this.#input.snapshot.name }) : error;
    } finally {
      returnKernel(undefined, kernel);
      await file.close();
    }
  }

  async remember(notes: unknown, warn: PlanContext['warn']): Promise<void> {
    try {
      const file = await this.#open();
      await file.close();
      if (file.version !== this.#version) return;
      await saveIndex(this.#folder, this.#key, { version: 1, blocks: this.#blocks.table, notes });
    } catch (error) {
      const { code = 'unknown' } = error as NodeJS.ErrnoException;
      warn('index-not-kept', `where the tables are could not be kept for the next run (${code}): see \`seek_index\``);
    }
  }

  /** All of the content, by as many threads as there are. */
  async *whole(): AsyncGenerator<Uint8Array> {
    const { path, snapshot } = this.#input;
    const { threads, signal } = this.#context;
    // Whoever counts or checks the file's own bytes was given them while the marks were looked up.
    const onRaw = this.#isRecalled ? undefined : this.#context.onRaw;
    const note = this.#blocks.accept.bind(this.#blocks);
    let isEmpty = true;
    const content = threads
      ? decodeInThreads(path, snapshot.name, threads, onRaw, note)
      : decodeBzip2(readRaw(path, { signal, onRaw }), snapshot.name, false, note);
    for await (const chunk of content) {
      signal.throwIfAborted();
      isEmpty = false;
      yield chunk;
    }
    if (isEmpty) throw emptyInput(snapshot.name, 'nothing is left of the file when it is decompressed');
  }

  #open(): Promise<OpenFile> {
    return openFile(this.#input.path, this.#input.snapshot.name);
  }

  #changed(): PipelineError {
    return new PipelineError('changed-input', ExitCode.corruptInput, 'the file has changed while it was read', {
      location: { file: this.#input.snapshot.name },
      hint: 'run again when nothing writes to it any more',
    });
  }
}
