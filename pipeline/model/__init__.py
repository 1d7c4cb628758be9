"""The page model: everything that flows through the pipeline.  Stages share this and nothing else."""
