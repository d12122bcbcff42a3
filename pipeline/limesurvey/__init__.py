"""Questionnaires to a LimeSurvey server, and the answers home (RemoteControl 2).

Takes the model of a questionnaire, the field concept (``data/input/feld.csv``), lists of participants and a
server. Gives deployed surveys (noted in ``data/limesurvey.lock.yaml``), links with QR codes, and immutable
pulls below ``data/raw/responses``. No stage talks to a server: commands call :func:`plan.make` and
:func:`deploy.apply`, :func:`pull.pull`, :func:`status.read`.
"""
