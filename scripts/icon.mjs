// Draws icon.png: a shield whose lower half is the sea, with a container on it.
import { writeFileSync } from 'node:fs';
import { deflateSync } from 'node:zlib';

const SIZE = 256;
/** Samples along each axis of a pixel. */
const SAMPLES = 4;

const DEEP = [18, 50, 74];
const SKY = [232, 241, 245];
const SEA = [46, 139, 168];
const BOX = [224, 108, 58];

/** Half the shield's width at a height, both in parts of the picture; 0 outside it. */
function halfWidth(y) {
  if (y < 0.14 || y > 0.9) return 0;
  if (y < 0.5) return 0.32;
  return 0.32 * Math.sqrt(Math.max(0, 1 - ((y - 0.5) / 0.4) ** 2));
}

function colourAt(x, y) {
  const edge = halfWidth(y) - Math.abs(x - 0.5);
  if (edge <= 0) return DEEP;
  const isBox = y > 0.34 && y < 0.56 && Math.abs(x - 0.5) < 0.2;
  if (isBox) return Math.abs(((x - 0.3) % 0.1) - 0.05) < 0.008 ? SKY : BOX;
  return y > 0.58 + 0.018 * Math.sin(x * 40) ? SEA : SKY;
}

const crcTable = Array.from({ length: 256 }, (_, n) => {
  let c = n;
  for (let k = 0; k < 8; k++) c = c & 1 ? 0xedb88320 ^ (c >>> 1) : c >>> 1;
  return c >>> 0;
});
const crc32 = data => (data.reduce((crc, byte) => crcTable[(crc ^ byte) & 255] ^ (crc >>> 8), 0xffffffff) ^ 0xffffffff) >>> 0;

function chunk(type, data) {
  const body = Buffer.concat([Buffer.from(type), data]);
  const length = Buffer.alloc(4);
  length.writeUInt32BE(data.length);
  const check = Buffer.alloc(4);
  check.writeUInt32BE(crc32(body) >>> 0);
  return Buffer.concat([length, body, check]);
}

const rows = [];
for (let py = 0; py < SIZE; py++) {
  const row = [0];
  for (let px = 0; px < SIZE; px++) {
    const sum = [0, 0, 0];
    for (let s = 0; s < SAMPLES ** 2; s++) {
      const x = (px + ((s % SAMPLES) + 0.5) / SAMPLES) / SIZE;
      const y = (py + (Math.floor(s / SAMPLES) + 0.5) / SAMPLES) / SIZE;
      colourAt(x, y).forEach((part, i) => {
        sum[i] += part;
      });
    }
    row.push(...sum.map(part => Math.round(part / SAMPLES ** 2)));
  }
  rows.push(Buffer.from(row));
}
const header = Buffer.alloc(13);
header.writeUInt32BE(SIZE, 0);
header.writeUInt32BE(SIZE, 4);
header.set([8, 2, 0, 0, 0], 8);
const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
const image = Buffer.concat([
  signature,
  chunk('IHDR', header),
  chunk('IDAT', deflateSync(Buffer.concat(rows), { level: 9 })),
  chunk('IEND', Buffer.alloc(0)),
]);
writeFileSync(new URL('../icon.png', import.meta.url), image);
