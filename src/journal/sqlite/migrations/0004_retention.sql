-- What is found, and let go of, when jobs are forgotten.
CREATE INDEX jobs_by_time ON jobs (accepted_at) WHERE settled = 1;
CREATE INDEX tasks_by_job ON tasks (job);
CREATE INDEX messages_by_job ON messages (job);
