import { expect, test } from 'vitest';
import { withExamples } from '../src/api-examples.ts';

const description = () => ({
  openapi: '3.1.0',
  paths: {
    '/v1/public/{tenant}/things/{thing}': {
      post: {
        parameters: [
          { name: 'tenant', in: 'path' },
          { name: 'thing', in: 'path' },
        ],
        requestBody: { content: { 'application/json': { schema: {} } } },
      },
    },
  },
});
const operation = 'POST /v1/public/{tenant}/things/{thing}';

test('whoever tries an operation finds an example of each tenant, and the path filled in with the first', () => {
  const examples = new Map([
    ['alfa', { [operation]: { parameters: { thing: 'lamp' }, body: { of: 'alfa' } } }],
    ['bravo', { [operation]: { bodies: { one: { of: 'bravo' }, two: {} } } }],
  ]);
  const [post] = Object.values(withExamples(description(), ['alfa', 'bravo'], examples).paths).map((item) => item.post);
  expect(post?.parameters).toMatchObject([
    { name: 'tenant', example: 'alfa', description: 'Whose: alfa or bravo.' },
    { name: 'thing', examples: { alfa: { value: 'lamp' } } },
  ]);
  expect(post?.requestBody.content['application/json']).toMatchObject({
    examples: { alfa: { value: { of: 'alfa' } }, 'bravo.one': { value: { of: 'bravo' } }, 'bravo.two': { value: {} } },
  });
});

test('the description itself stays as it is, so that no tenant’s examples outlive a new statement', () => {
  const original = description();
  withExamples(original, ['alfa'], new Map([['alfa', { [operation]: { body: {} } }]]));
  expect(original).toEqual(description());
});

test('an example of an operation that is gone is a defect and not left out in silence', () => {
  const examples = new Map([['alfa', { 'POST /v1/gone': { body: {} } }]]);
  expect(() => withExamples(description(), ['alfa'], examples)).toThrow('POST /v1/gone');
});
