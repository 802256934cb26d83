import type { InstanceEventsColumn } from '../../pipeline/nova/instance-events-view.ts';

/** The columns of the view in the order in which they are used here: whose event, when it was requested, the instance, the event. */
export const VIEW_COLUMNS = [
  'instance_uuid',
  'action_created_at',
  'user_id',
  'project_id',
  'instance_name',
  'host',
  'node',
  'memory_mb',
  'root_gb',
  'vcpus',
  'event_id',
  'event',
  'start_time',
  'finish_time',
  'result',
  'event_host',
  'request_id',
] as const satisfies readonly InstanceEventsColumn[];
