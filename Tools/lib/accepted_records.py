"""Says of each record in answers of `kartka card read --json` whether it was accepted; 1 if one wasn't.

    accepted_records.py LANGUAGE FILE...

One viewer rarely sees all records: the answers for several are taken together.
"""

import json
import sys

SUMS = {
    "uk": "прийнято {accepted} з {total}",
    "en": "{accepted} of {total} accepted",
    "ru": "принято {accepted} из {total}",
}
RECORDS_ON_A_CARD = 6


def main():
    language, records = sys.argv[1], {}
    for name in sys.argv[2:]:
        with open(name, encoding="utf-8") as file:
            answer = json.load(file)
        if answer.get("cardProof") != "proven":
            print(f"{name}: the card hasn't proven to be genuine")
            return 1
        for record in answer["records"]:
            if "outcome" in record:
                records[record["type"]] = record
    for record in records.values():
        reasons = ", ".join(str(reason) for reason in record.get("reasons", []))
        authority = record.get("authority", "")
        print(f"  {record['title']:<40} {record['outcome']:<12} {authority} {reasons}".rstrip())
    accepted = sum(record["outcome"] == "accepted" for record in records.values())
    print(SUMS[language].format(accepted=accepted, total=RECORDS_ON_A_CARD))
    return 0 if accepted == RECORDS_ON_A_CARD else 1


if __name__ == "__main__":
    sys.exit(main())
