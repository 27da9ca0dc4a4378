import type { FleetStore, TaskEvent } from '@scomo/fleet';
import { type Kysely, type Selectable, sql } from 'kysely';
import { rowsWanted, toPage } from '../cursor.ts';
import { instant } from '../instant.ts';
import { toJson } from '../json.ts';
import type { Schema } from '../schema.ts';
import { fromTask, type TaskFactsColumn, toTask } from '../task-columns.ts';
import { olderThan, positionOf } from './newest-first.ts';

type Ours = Pick<FleetStore, 'createTask' | 'task' | 'tasks' | 'taskEvents'>;

/** Tasks, newest first, and their events in the order they happened. */
export function tasks(db: Kysely<Schema>): Ours {
  return {
    // An open session is made stale, so that its next turn sees the task. The state is locked first, as turns do.
    async createTask(task, event) {
      const row = fromTask(task);
      const { rows } = await sql`
        with held as materialized (
          select device_id, session from device_state where device_id = ${task.deviceId} for update),
        fenced as (
          update device_state s set revision = s.revision + 1 from held h
          where s.device_id = h.device_id and h.session #>> '{session,state}' <> 'closed'),
        owner as (
          select d.device_id from devices d join held h on h.device_id = d.device_id for key share of d),
        made as (
          insert into tasks (device_id, id, state, open, release_id, created_at, expires_at, facts)
          select device_id, ${row.id}, ${row.state}, ${row.open}, ${row.release_id}, ${row.created_at},
            ${row.expires_at}, ${toJson(row.facts)}
          from owner
          on conflict do nothing
          returning device_id, id)
        insert into task_events (device_id, task_id, at, state, reason, session_key)
        select device_id, id, ${event.at}, ${event.state}, ${event.reason}, ${event.sessionKey ?? null} from made
        returning n`.execute(db);
      return rows.length === 1;
    },

    async task(id) {
      const row = await db.selectFrom('tasks').selectAll().where('id', '=', id).executeTakeFirst();
      return row && toTask(row);
    },

    async tasks(page) {
      let query = db
        .selectFrom('tasks')
        .selectAll()
        // Each may be large, and a page has many.
        .select(sql<TaskFactsColumn>`facts - 'outcomes'`.as('facts'))
        .orderBy('created_at', 'desc')
        .orderBy('id', 'desc')
        .limit(rowsWanted(page));
      if (page.deviceId !== undefined) query = query.where('device_id', '=', page.deviceId);
      if (page.state !== undefined) query = query.where('state', '=', page.state);
      if (page.after !== undefined) query = query.where(olderThan(page.after, 'created_at', 'id'));
      return toPage(page, await query.execute(), (row) => positionOf(row.created_at, row.id), toTask);
    },

    async taskEvents(id) {
      const rows = await db
        .selectFrom('tasks as t')
        .innerJoin('task_events as e', (join) =>
          join.onRef('e.device_id', '=', 't.device_id').onRef('e.task_id', '=', 't.id'),
        )
        .selectAll('e')
        .where('t.id', '=', id)
        .orderBy('e.n')
        .execute();
      return rows.map(toTaskEvent);
    },
  };
}

function toTaskEvent(row: Selectable<Schema['task_events']>): TaskEvent {
  return {
    taskId: row.task_id,
    at: instant(row.at),
    state: row.state,
    reason: row.reason,
    ...(row.session_key !== null && { sessionKey: row.session_key }),
  };
}
