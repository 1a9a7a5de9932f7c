from django.apps import AppConfig


class QuestionsConfig(AppConfig):
    name = "sasae.intake.questions"
    label = "intake_questions"
    verbose_name = "本人からの照会と開示請求"
    append_only = [
        "intake_questions_residentquestion",
        "intake_questions_strangecase_event",
        "intake_questions_disclosurerequest_event",
    ]
