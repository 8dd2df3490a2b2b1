/** What a newcomer sends to one operation: its path and query parameters by name, and its body, or several by name. */
export type OperationExample = {
  parameters?: Readonly<Record<string, string | number>>;
  body?: unknown;
  bodies?: Readonly<Record<string, unknown>>;
};

/** Examples by operation, as `POST /v1/consents` or `GET /v1/people/{person}/consents`. */
export type ApiExamples = Readonly<Record<string, OperationExample>>;

/** The examples of each tenant, the first of whom is shown first. */
export type ExamplesByTenant = ReadonlyMap<string, ApiExamples>;

type Examples = Record<string, { summary: string; value: unknown }>;
type Parameter = { name: string; in: string; description?: string; example?: unknown; examples?: Examples };
type Operation = { parameters?: Parameter[]; requestBody?: { content: Record<string, { examples?: Examples }> } };
type Described = { paths?: Record<string, Record<string, unknown> | undefined> };

/** What is true of a parameter wherever it stands, for routes that say nothing of their own. */
const usualParameters: Record<string, string> = {
  person:
    'The random id of a person. Whatever is recorded of somebody answers with it, and `POST /v1/people/lookup` finds it by an identifier.',
  after: 'A ledger position, as `vitne-position` gave it: the answer waits until the read model has reached it.',
};

/**
 * Puts examples into an API description, so that what a page prefills is accepted as it stands.
 * @param description is copied, never changed.
 * @param tenants those that are served; a path's `tenant` is the first of them.
 * @throws {TypeError} when an example is for an operation that is not there, which is a defect.
 */
export function withExamples<D extends object>(description: D, tenants: readonly string[], by: ExamplesByTenant): D {
  const copy = structuredClone(description);
  const { paths = {} } = copy as Described;
  for (const item of Object.values(paths)) {
    for (const operation of Object.values(item ?? {})) describeParameters(operation as Operation, tenants);
  }
  for (const [tenant, examples] of by) {
    for (const [name, example] of Object.entries(examples)) {
      const [method = '', path = ''] = name.split(' ');
      const operation = paths[path]?.[method.toLowerCase()] as Operation | undefined;
      if (!operation) throw new TypeError(`There is no operation ${name} to give an example of.`);
      illustrate(operation, tenant, example);
    }
  }
  return copy;
}

function describeParameters({ parameters = [] }: Operation, tenants: readonly string[]): void {
  for (const parameter of parameters) {
    const usual = usualParameters[parameter.name];
    if (usual !== undefined) parameter.description ??= usual;
    const [first] = tenants;
    if (parameter.name !== 'tenant' || parameter.in !== 'path' || first === undefined) continue;
    parameter.description ??= `Whose: ${tenants.join(' or ')}.`;
    parameter.example = first;
  }
}

function illustrate({ parameters = [], requestBody }: Operation, tenant: string, example: OperationExample): void {
  const own = `for ${tenant}`;
  for (const parameter of parameters) {
    const value = example.parameters?.[parameter.name];
    if (value !== undefined) parameter.examples = { ...parameter.examples, [tenant]: { summary: own, value } };
  }
  for (const media of Object.values(requestBody?.content ?? {})) {
    media.examples = { ...media.examples, ...bodiesOf(tenant, own, example) };
  }
}

function bodiesOf(tenant: string, own: string, { body, bodies = {} }: OperationExample): Examples {
  const named = Object.entries(bodies).map(
    ([name, value]) => [`${tenant}.${name}`, { summary: `${name}, ${own}`, value }] as const,
  );
  return Object.fromEntries(body === undefined ? named : [[tenant, { summary: own, value: body }], ...named]);
}
