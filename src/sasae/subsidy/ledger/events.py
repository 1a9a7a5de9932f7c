"""The ledger speaks through the events of what is booked; of its own it has the self-audit."""

EVENTS = {"ledger.audited": "台帳を自己検査した（明細 {lines} 件、誤り {errors} 件、注意 {warnings} 件）"}
