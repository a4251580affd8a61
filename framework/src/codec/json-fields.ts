import type { DescField, DescMessage } from "@bufbuild/protobuf";

const indexes = new WeakMap<DescMessage, Map<string, DescField>>();

/**
 * Finds the field that a JSON key means: its proto name, its JSON name, or either in other case, as Go reads keys.
 *
 * @returns undefined for a key that the message does not have
 */
export function findJsonField(desc: DescMessage, key: string): DescField | undefined {
  const index = indexes.get(desc) ?? indexFields(desc);
  return index.get(key) ?? index.get(key.toLowerCase());
}

function indexFields(desc: DescMessage): Map<string, DescField> {
  const index = new Map<string, DescField>();
  const add = (key: string, field: DescField) => {
    if (!index.has(key)) index.set(key, field);
  };
  // Exact names of all fields come first: one field's other spelling never hides another field.
  for (const field of desc.fields) add(field.name, field);
  for (const field of desc.fields) add(field.jsonName, field);
  for (const field of desc.fields) {
    add(field.name.toLowerCase(), field);
    add(field.jsonName.toLowerCase(), field);
  }
  indexes.set(desc, index);
  return index;
}
