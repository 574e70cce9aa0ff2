-- The first outcome of each job as the versioning worker read it from the training events, so that a model that came
-- after another outcome makes no version, also when its record is delivered twice or after a restart.
create table job_outcomes (
    job_id     uuid primary key,
    event_id   uuid        not null,
    type       text        not null,
    created_at timestamptz not null default now()
);

-- Trace context of the event that asked for the version; what is announced goes on with it.
alter table versioning_tasks add column traceparent text;
