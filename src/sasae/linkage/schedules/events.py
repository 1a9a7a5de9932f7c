"""What happens to schedules, in Japanese."""

EVENTS = {
    "schedule.set": "「{subject}」の予定を {since} から「{plan}」にした：{why}",
    "schedule.run_now": "「{subject}」を今すぐ動かした",
    "schedule.failed": "「{subject}」がうまくいかない：{why}",
    "schedule.recovered": "「{subject}」が元に戻った（失敗 {times} 回の後）",
}
