// better-sse under the bench's source: a channel for all, and one for each worker that somebody listens to.
import { createServer } from "node:http";
import { createRequire } from "node:module";
import { createInterface } from "node:readline";

const { createChannel, createSession } = createRequire(process.env.BETTER_SSE)("better-sse");

const WORKERS = 100;
const FIRST_SEQUENCE = 1_000_000;
const PADDING = "x".repeat(230);
const everything = createChannel();
const byWorker = new Map();
let told = 0;
let room = 2;
const waiting = [];

const workerId = (number) => `018f2f6e-8a00-7000-8000-${String(number % WORKERS).padStart(12, "0")}`;

function channelOf(worker) {
  if (!worker) return everything;
  if (!byWorker.has(worker)) byWorker.set(worker, createChannel());
  return byWorker.get(worker);
}

function tell(count) {
  for (let n = 0; n < count; n += 1) {
    told += 1;
    const subject = workerId(told);
    const event = {
      specversion: "1.0",
      id: `018f2f6e-8a00-7000-9000-${String(told).padStart(12, "0")}`,
      type: "io.cmlfleet.worker.telemetry.updated.v1",
      source: "/fleets/bench",
      subject,
      time: "2025-01-01T00:00:00.000Z",
      datacontenttype: "application/json",
      sequence: String(told),
      data: { sent_ns: Number(process.hrtime.bigint()), cpu_percent: 41.5, mark: "~", padding: PADDING },
    };
    const options = { eventId: `0be4c400-${FIRST_SEQUENCE + told}` };
    everything.broadcast(event, "worker.telemetry.updated", options);
    byWorker.get(subject)?.broadcast(event, "worker.telemetry.updated", options);
  }
}

const pause = (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds));

async function paced(rate, seconds) {
  const began = performance.now();
  let done = 0;
  for (let elapsed = 0; elapsed < seconds; elapsed = (performance.now() - began) / 1000) {
    const due = Math.floor(elapsed * rate);
    tell(due - done);
    done = due;
    await pause(1000 / rate);
  }
  tell(Math.floor(rate * seconds) - done);
}

async function bursts(size, seconds) {
  const began = performance.now();
  while ((performance.now() - began) / 1000 < seconds) {
    if (room > 0) room -= 1;
    else await new Promise((resolve) => waiting.push(resolve));
    tell(size);
    await pause(0);
  }
}

function acknowledge() {
  if (waiting.length) waiting.shift()();
  else room += 1;
}

createInterface({ input: process.stdin }).on("line", (line) => {
  const [word, amount, seconds] = line.split(" ");
  if (word === "ack") acknowledge();
  else (word === "paced" ? paced : bursts)(Number(amount), Number(seconds));
});

const server = createServer(async (request, response) => {
  const query = new URL(request.url, "http://bench").searchParams;
  const session = await createSession(request, response);
  channelOf(query.get("worker_ids")).register(session);
  session.push({}, "stream.synced");
});
server.listen({ host: "127.0.0.1", port: 0, backlog: 4096 }, () => console.log(server.address().port));
