from django.apps import AppConfig


class InstructionConfig(AppConfig):
    name = "sasae.foundation.instruction"
    label = "instruction"
    verbose_name = "研修と規程"
    append_only = ["instruction_acknowledgement", "instruction_coursesession", "instruction_prompt"]
