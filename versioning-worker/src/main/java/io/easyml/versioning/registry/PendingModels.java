package io.easyml.versioning.registry;

import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.springframework.jdbc.core.DataClassRowMapper;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/** The model versions that MLflow's registry lacks. */
@Component
class PendingModels {

    private final JdbcClient jdbc;

    PendingModels(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** A version and what MLflow should know of it. */
    record Pending(
            UUID taskId,
            UUID jobId,
            UUID projectId,
            String experiment,
            String model,
            int version,
            String gitTag,
            String dvcMd5,
            int tries) {}

    /**
     * Claims what is due: another worker will not see it for a minute, by which time it was tried here. Two that try at
     * once after all would find each other's version by its run.
     */
    @Transactional
    public List<Pending> claim() {
        return jdbc.sql("""
                with due as (
                    select id from versioning_tasks
                    where mlflow_state = 'pending' and mlflow_next_try_at <= now()
                    order by mlflow_next_try_at limit 20 for update skip locked)
                update versioning_tasks t
                set mlflow_next_try_at = now() + interval '60 seconds'
                from due, model_versions v, projects p
                where t.id = due.id and v.job_id = t.subject_id and p.id = v.project_id
                returning t.id as task_id, v.job_id, v.project_id, p.experiment_name as experiment,
                    v.model_name as model, v.version, v.git_tag, v.dvc_md5, t.mlflow_tries as tries""")
                .query(DataClassRowMapper.newInstance(Pending.class))
                .list();
    }

    void waits(Pending pending, Duration pause) {
        jdbc.sql("update versioning_tasks set mlflow_tries = mlflow_tries + 1,"
                        + " mlflow_next_try_at = now() + make_interval(secs => ?) where id = ?")
                .params(pause.toMillis() / 1000.0, pending.taskId())
                .update();
    }

    @Transactional
    public void registered(Pending pending, String runId, String model, String version) {
        jdbc.sql("update model_versions set mlflow_run_id = ?, mlflow_model = ?, mlflow_version = ? where job_id = ?")
                .params(runId, model, version, pending.jobId())
                .update();
        jdbc.sql("update versioning_tasks set mlflow_state = 'registered', updated_at = now() where id = ?")
                .param(pending.taskId())
                .update();
    }
}
