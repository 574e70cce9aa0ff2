-- Clustering and anomaly detection have no column to predict.
alter table ml_experiments alter column target_column drop not null;
alter table model_versions alter column target_column drop not null;
