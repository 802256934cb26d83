import * as z from 'zod';
import { databasesOption } from '../databases.ts';

export const leaseEventsOptions = z
  .strictObject({ databases: databasesOption })
  .superRefine(({ databases }, context) => {
    if (databases.blazar !== null) return;
    context.addIssue({
      code: 'custom',
      path: ['databases'],
      message: "expected the name of Blazar's database: leases are kept there",
    });
  });

export type LeaseEventsOptions = z.output<typeof leaseEventsOptions>;
