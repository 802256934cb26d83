/** How often a property is tried: `FUZZ=100 npx vitest run …` tries each a hundred times as often. */
export const runs = (usual: number): number => usual * Number(process.env.FUZZ ?? 1);
