import type { KeyPlace, ShredTarget } from './vault.ts';

/** What is said of a place; JSON and a store tell what is undefined from what is not there. */
export const placeOf = ({ period, compartment }: { [K in keyof KeyPlace]?: KeyPlace[K] | undefined }): KeyPlace => ({
  ...(period !== undefined && { period }),
  ...(compartment !== undefined && { compartment }),
});

type Where = Omit<ShredTarget, 'tenant' | 'person'>;

/** Whether a key is one of those that a destruction is about; `keysMeantBy` asks the store the same. */
export const isMeantBy = (
  { category, keys, except = [], exceptCategories = [], ...place }: Where,
  key: KeyPlace & { category: string; key: string },
): boolean =>
  (keys === undefined || keys.includes(key.key)) &&
  (category === undefined || category === key.category) &&
  !exceptCategories.includes(key.category) &&
  isAt(place, key) &&
  !except.some((excepted) => isAt(excepted, key));

/** A key without a month is of no month; one without a compartment has sealed what is of any. */
const isAt = ({ period, compartment }: KeyPlace, key: KeyPlace): boolean =>
  (period === undefined || period === key.period) &&
  (compartment === undefined || key.compartment === undefined || compartment === key.compartment);

/** The same as a filter of the key store. */
export function keysMeantBy({
  tenant,
  person,
  category,
  keys,
  except = [],
  exceptCategories = [],
  ...place
}: ShredTarget): object {
  return {
    tenant,
    person,
    ...(category !== undefined && { category }),
    ...filterAt(place),
    ...(exceptCategories.length > 0 && { $and: [{ category: { $nin: [...exceptCategories] } }] }),
    ...(except.length > 0 && { $nor: except.map(filterAt) }),
    ...(keys !== undefined && { _id: { $in: [...keys] } }),
  };
}

const filterAt = ({ period, compartment }: KeyPlace): object => ({
  ...(period !== undefined && { period }),
  ...(compartment !== undefined && { compartment: { $in: [compartment, null] } }),
});
