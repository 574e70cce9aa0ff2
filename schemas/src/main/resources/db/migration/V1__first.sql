-- The truth of the platform. Times are UTC; ids are UUIDs made by the services.

create table users (
    id            uuid primary key,
    username      text        not null,
    email         text        not null,
    full_name     text        not null default '',
    password_hash text        not null,
    role          text        not null default 'user' check (role in ('admin', 'user')),
    active        boolean     not null default true,
    created_at    timestamptz not null default now(),
    updated_at    timestamptz not null default now()
);
create unique index users_username on users (lower(username));
create unique index users_email on users (lower(email));

-- A sign-in; its refresh token is stored as a hash and changes at every use.
create table user_sessions (
    id                 uuid primary key,
    user_id            uuid        not null references users (id),
    refresh_token_hash bytea       not null unique,
    created_at         timestamptz not null default now(),
    last_used_at       timestamptz not null default now(),
    expires_at         timestamptz not null,
    revoked_at         timestamptz
);
create index user_sessions_user on user_sessions (user_id);

create table api_keys (
    id           uuid primary key,
    user_id      uuid        not null references users (id),
    name         text        not null,
    prefix       text        not null unique,
    key_hash     bytea       not null,
    created_at   timestamptz not null default now(),
    expires_at   timestamptz,
    last_used_at timestamptz,
    revoked_at   timestamptz
);
create index api_keys_user on api_keys (user_id);

create table projects (
    id              uuid primary key,
    name            text        not null,
    description     text,
    owner_id        uuid        not null references users (id),
    -- of MLflow: unique across projects, also across deleted ones
    experiment_name text        not null unique,
    config          jsonb       not null default '{}',
    created_at      timestamptz not null default now(),
    updated_at      timestamptz not null default now(),
    deleted_at      timestamptz
);
create unique index projects_owner_name on projects (owner_id, lower(name)) where deleted_at is null;

create table project_members (
    project_id uuid        not null references projects (id),
    user_id    uuid        not null references users (id),
    role       text        not null check (role in ('viewer', 'editor', 'owner')),
    created_at timestamptz not null default now(),
    primary key (project_id, user_id)
);
create index project_members_user on project_members (user_id);

-- A version of a dataset. Stored by the gateway at upload; git_* and dvc_* are filled in by the versioning worker.
create table dataset_versions (
    id            uuid primary key,
    project_id    uuid        not null references projects (id),
    dataset       text        not null,
    version       int         not null check (version > 0),
    sha256        text        not null,
    size_bytes    bigint      not null,
    -- relative to the datasets root
    path          text        not null,
    columns       jsonb       not null,
    uploaded_by   uuid        not null references users (id),
    created_at    timestamptz not null default now(),
    state         text        not null default 'stored' check (state in ('stored', 'registered', 'registration_failed')),
    git_tag       text,
    git_commit    text,
    dvc_md5       text,
    dvc_path      text,
    registered_at timestamptz,
    unique (project_id, dataset, version),
    unique (project_id, dataset, sha256)
);

-- A row per job.
create table ml_experiments (
    job_id              uuid primary key,
    project_id          uuid        not null references projects (id),
    user_id             uuid        not null references users (id),
    session_id          text,
    model_name          text        not null,
    model_type          text        not null,
    task                text        not null,
    dataset_version_id  uuid        not null references dataset_versions (id),
    dataset             text        not null,
    dataset_version     int         not null,
    dataset_sha256      text        not null,
    target_column       text        not null,
    hyperparameters     jsonb       not null,
    evaluation          jsonb       not null,
    seed                bigint      not null,
    limits              jsonb       not null default '{}',
    priority            int         not null default 0,
    source              text        not null check (source in ('rest', 'kafka')),
    -- the TrainingOrder as Avro, from which every attempt's command is made
    training_order      bytea       not null,

    state               text        not null default 'queued' check (state in
                            ('queued', 'running', 'registering', 'succeeded', 'failed', 'cancelling', 'cancelled')),
    -- the attempt that is queued or runs; it only grows
    attempt             int         not null default 1,
    -- failures of the infrastructure, a count of its own
    infra_failures      int         not null default 0,
    run_id              uuid,
    worker              text,
    metrics             jsonb,
    model_path          text,
    files               jsonb,
    rows                bigint,
    features            int,
    duration_ms         bigint,
    failure             jsonb,
    model_version       int,
    cancel_requested_at timestamptz,
    cancel_requested_by uuid,
    -- the offset of the last event that was applied; -1 before the first
    event_offset        bigint      not null default -1,
    queued_at           timestamptz not null default now(),
    -- when the command of the current attempt went into the outbox; null while only queued here
    dispatched_at       timestamptz,
    started_at          timestamptz,
    decided_at          timestamptz,
    finished_at         timestamptz,
    updated_at          timestamptz not null default now()
);
create index ml_experiments_project on ml_experiments (project_id, queued_at desc, job_id);
create index ml_experiments_session on ml_experiments (session_id) where session_id is not null;
create index ml_experiments_queue on ml_experiments (priority desc, queued_at, job_id)
    where state = 'queued' and dispatched_at is null;
create index ml_experiments_alive on ml_experiments (state) where state in ('queued', 'running', 'registering', 'cancelling');

-- The events of a job as the projector applied them; a move of the state has from_state and to_state.
create table ml_experiment_events (
    job_id       uuid        not null references ml_experiments (job_id),
    event_offset bigint      not null,
    event_id     uuid        not null,
    type         text        not null,
    occurred_at  timestamptz not null,
    actor        text,
    payload      jsonb       not null,
    from_state   text,
    to_state     text,
    primary key (job_id, event_offset)
);

create table model_versions (
    id              uuid primary key,
    project_id      uuid        not null references projects (id),
    model_name      text        not null,
    version         int         not null check (version > 0),
    job_id          uuid        not null unique,
    run_id          uuid        not null,
    model_type      text        not null,
    task            text        not null,
    target_column   text        not null,
    -- relative to the models root
    path            text        not null,
    files           jsonb       not null,
    size_bytes      bigint      not null,
    metrics         jsonb       not null,
    dataset         text        not null,
    dataset_version int         not null,
    git_tag         text        not null,
    git_commit      text        not null,
    dvc_md5         text        not null,
    dvc_path        text        not null,
    -- of MLflow's registry; filled in when MLflow has it
    mlflow_run_id   text,
    mlflow_model    text,
    mlflow_version  text,
    created_by      uuid        not null,
    created_at      timestamptz not null default now(),
    unique (project_id, model_name, version)
);

create table model_deployments (
    id            uuid primary key,
    project_id    uuid        not null references projects (id),
    model_name    text        not null,
    version       int         not null,
    alias         text        not null,
    deployed_by   uuid        not null references users (id),
    deployed_at   timestamptz not null default now(),
    undeployed_at timestamptz,
    foreign key (project_id, model_name, version) references model_versions (project_id, model_name, version)
);
create unique index model_deployments_alias on model_deployments (project_id, model_name, alias) where undeployed_at is null;

-- The versioning worker's work list.
create table versioning_tasks (
    id             uuid primary key,
    kind           text        not null check (kind in ('dataset', 'model')),
    -- the job of a model, the dataset version of a dataset
    subject_id     uuid        not null,
    project_id     uuid        not null,
    -- name of the dataset or the model
    name           text        not null,
    -- a dataset's is fixed at upload; a model's is reserved by the step `numbered`
    version        int,
    -- the Avro event that asked for it, in single-object encoding
    event          bytea       not null,
    state          text        not null default 'received' check (state in
                       ('received', 'numbered', 'pushed', 'recorded', 'announced', 'failed')),
    tries          int         not null default 0,
    next_try_at    timestamptz not null default now(),
    waiting_for    text,
    last_error     text,
    git_tag        text,
    git_commit     text,
    dvc_md5        text,
    dvc_path       text,
    -- MLflow's registry is a step of its own and delays nothing
    mlflow_state   text        not null default 'none' check (mlflow_state in ('none', 'pending', 'registered')),
    mlflow_tries   int         not null default 0,
    mlflow_next_try_at timestamptz not null default now(),
    created_at     timestamptz not null default now(),
    updated_at     timestamptz not null default now(),
    unique (kind, subject_id),
    unique (project_id, kind, name, version)
);
create index versioning_tasks_open on versioning_tasks (next_try_at)
    where state in ('received', 'numbered', 'pushed', 'recorded');
create index versioning_tasks_mlflow on versioning_tasks (mlflow_next_try_at) where mlflow_state = 'pending';

create table idempotency_keys (
    user_id      uuid        not null,
    key          text        not null,
    -- what was asked for, so that the same key with another request is refused
    request_hash bytea       not null,
    status       int         not null,
    location     text,
    response     jsonb       not null,
    created_at   timestamptz not null default now(),
    primary key (user_id, key)
);
create index idempotency_keys_age on idempotency_keys (created_at);

-- Messages that belong to a committed row; the leading gateway sends them in order of seq and deletes them.
create table outbox (
    seq        bigint generated always as identity primary key,
    topic      text        not null,
    key        text        not null,
    headers    jsonb       not null,
    payload    bytea       not null,
    created_at timestamptz not null default now()
);

-- The directory roots as `setup` marked them; services compare them with what they see.
create table storage_roots (
    name text primary key check (name in ('models', 'datasets')),
    id   uuid not null
);
