import { createReadStream } from "node:fs";
import { type FileHandle, open } from "node:fs/promises";
import { createInterface } from "node:readline";
import type { RunJournal, RunRecord } from "./run-record.ts";

/** A journal in a file of JSON lines. Records appended at the same time share one fdatasync. */
export interface FileJournal extends RunJournal {
  close(): Promise<void>;
}

/**
 * Opens a journal, or makes it. A last line that a crash cut is taken away.
 *
 * @throws {SyntaxError} when reading a line that no crash explains; names the file and the line
 */
export async function openFileJournal(path: string): Promise<FileJournal> {
  const file = await open(path, "a+");
  await cutTornLine(file);
  let waiting: { line: string; settle: PromiseWithHandlers }[] = [];
  let writing: Promise<void> | null = null;

  async function flush(): Promise<void> {
    while (waiting.length > 0) {
      const batch = waiting;
      waiting = [];
      try {
        await file.write(batch.map(({ line }) => line).join(""));
        await file.datasync();
        for (const { settle } of batch) settle.resolve();
      } catch (error) {
        for (const { settle } of batch) settle.reject(error);
      }
    }
    writing = null;
  }

  return {
    async append(record) {
      const line = `${JSON.stringify(record, replaceBigint)}\n`;
      await new Promise<void>((resolve, reject) => {
        waiting.push({ line, settle: { resolve, reject } });
        writing ??= flush();
      });
    },
    async *read() {
      await writing;
      const lines = createInterface({ input: createReadStream(path), crlfDelay: Infinity });
      let number = 0;
      for await (const line of lines) {
        number++;
        yield parseRecord(line, `${path}:${number}`);
      }
    },
    async close() {
      await writing;
      await file.close();
    },
  };
}

interface PromiseWithHandlers {
  resolve: () => void;
  reject: (reason: unknown) => void;
}

const newline = 10;
const tailBytes = 65_536;

async function cutTornLine(file: FileHandle): Promise<void> {
  const { size } = await file.stat();
  let end = size;
  const buffer = Buffer.alloc(tailBytes);
  while (end > 0) {
    const start = Math.max(0, end - tailBytes);
    const { bytesRead } = await file.read(buffer, 0, end - start, start);
    const last = buffer.subarray(0, bytesRead).lastIndexOf(newline);
    if (last !== -1) {
      end = start + last + 1;
      break;
    }
    end = start;
  }
  if (end < size) await file.truncate(end);
}

function parseRecord(line: string, place: string): RunRecord {
  try {
    const record: RunRecord = JSON.parse(line);
    return restoreMoney(record);
  } catch (cause) {
    throw new SyntaxError(`${place} is not a record of a run`, { cause });
  }
}

const replaceBigint = (_: string, value: unknown): unknown =>
  typeof value === "bigint" ? value.toString() : value;

// The type says bigint; in the file it is text.
const readMoney = (stored: unknown): bigint => BigInt(String(stored));

/** Money is text in JSON. Outputs are left alone, whatever their fields are called. */
function restoreMoney(record: RunRecord): RunRecord {
  switch (record.type) {
    case "start":
      return { ...record, reservedNanoUsd: readMoney(record.reservedNanoUsd) };
    case "trial": {
      const { trace } = record;
      const cost = trace?.costNanoUsd ?? null;
      return {
        ...record,
        trace: trace && { ...trace, costNanoUsd: cost === null ? null : readMoney(cost) },
        costNanoUsd: readMoney(record.costNanoUsd),
      };
    }
    case "score": {
      const { costNanoUsd: cost, ...score } = record.score;
      return cost === undefined
        ? record
        : { ...record, score: { ...score, costNanoUsd: readMoney(cost) } };
    }
  }
}
