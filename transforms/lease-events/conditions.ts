/**
 * What the conditions of a reservation ask of a property: `["and", ["=", "$node_type", "a"], [">=", "$memory_mb", "8"]]` asks for
 * the `node_type` a. Anything else in them, such as the uuid of one node, is not looked at.
 *
 * @returns undefined where they leave it open, or are not to be read.
 */
export function askedFor(property: string, conditions: string | null): string | undefined {
  if (conditions === null || conditions === '') return undefined;
  try {
    return equalTo(`$${property}`, JSON.parse(conditions));
  } catch {
    return undefined;
  }
}

function equalTo(variable: string, condition: unknown): string | undefined {
  if (!Array.isArray(condition)) return undefined;
  const [operator, ...operands] = condition as unknown[];
  if (operator === 'and') return operands.map((operand) => equalTo(variable, operand)).find(Boolean);
  const isEquation = (operator === '=' || operator === '==') && operands.length === 2 && operands[0] === variable;
  return isEquation && typeof operands[1] === 'string' ? operands[1] : undefined;
}
