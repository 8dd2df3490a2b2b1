import fc from 'fast-check';
import { expect, test } from 'vitest';
import { ByteWriter } from '../src/byte-writer.ts';
import { readParts, textOf } from '../src/bytes.ts';

test('what was written is read back part for part, however often the buffer grows and is used again', () => {
  const part = fc.oneof(fc.string({ unit: 'binary', maxLength: 400 }), fc.uint8Array({ maxLength: 900 }));
  const writer = new ByteWriter(1);
  fc.assert(
    fc.property(fc.array(part, { maxLength: 12 }), (parts) => {
      writer.clear();
      for (const one of parts) {
        if (typeof one === 'string') writer.sizedText(one);
        else writer.sizedBytes(one);
      }
      const reader = readParts(writer.copy());
      expect(writer.copy()).toEqual(writer.view());
      for (const one of parts) {
        const read = reader.next(4);
        if (typeof one === 'string') expect(read && textOf(read)).toBe(one);
        else expect(read).toEqual(one);
      }
      expect(reader.isAtEnd()).toBe(true);
    }),
  );
});

test('numbers have their most significant byte first, and what was left room for is put in afterwards', () => {
  const writer = new ByteWriter();
  writer.uint16(0);
  writer.uint32(0x01020304);
  writer.uint32(0xfffefdfc);
  writer.setUint16(0, 0x0a0b);
  expect([...writer.view()]).toEqual([10, 11, 1, 2, 3, 4, 255, 254, 253, 252]);
  writer.setUint32(2, 0x80000001);
  expect([...writer.view(2).subarray(0, 4)]).toEqual([128, 0, 0, 1]);
});
