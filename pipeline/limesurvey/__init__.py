"""Room: questionnaires to a LimeSurvey server, and the answers home (RemoteControl 2)."""
