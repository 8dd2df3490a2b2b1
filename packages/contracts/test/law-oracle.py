"""A third computation of the law's dates, in another language, from another time-zone reader.

It reads one question per line (JSON) and answers one date per line. Easter is no algorithm here but a table, made with
python-dateutil 2.9.0, so that no mistake in a formula can be shared.
"""

import calendar
import json
import sys
from datetime import date, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

# Easter Sunday of 1970, 1971 … 2101, as MMDD.
EASTERS = """
0329 0411 0402 0422 0414 0330 0418 0410 0326 0415 0406 0419 0411 0403 0422 0407 0330 0419 0403 0326
0415 0331 0419 0411 0403 0416 0407 0330 0412 0404 0423 0415 0331 0420 0411 0327 0416 0408 0323 0412
0404 0424 0408 0331 0420 0405 0327 0416 0401 0421 0412 0404 0417 0409 0331 0420 0405 0328 0416 0401
0421 0413 0328 0417 0409 0325 0413 0405 0425 0410 0401 0421 0406 0329 0417 0409 0325 0414 0405 0418
0410 0402 0421 0406 0329 0418 0402 0422 0414 0330 0418 0410 0326 0415 0406 0329 0411 0403 0422 0414
0330 0419 0410 0326 0415 0407 0419 0411 0403 0423 0407 0330 0419 0404 0326 0415 0331 0420 0411 0403
0416 0408 0330 0412 0404 0424 0415 0331 0420 0412 0328 0417
""".split()


def easter(year):
    return date(year, int(EASTERS[year - 1970][:2]), int(EASTERS[year - 1970][2:]))


def is_free(day):
    """Saturdays, Sundays, and what lov 24. februar 1995 nr. 12 § 2 and lov 26. april 1947 nr. 1 § 1 name."""
    fixed = (day.month, day.day) in {(1, 1), (5, 1), (5, 17), (12, 25), (12, 26)}
    movable = (day - easter(day.year)).days in {-3, -2, 0, 1, 39, 49, 50}
    return day.isoweekday() > 5 or fixed or movable


def months_later(day, months):
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def working_day_from(day):
    while is_free(day):
        day += timedelta(days=1)
    return day


def last_millisecond(day, zone):
    """The moment before the next local midnight, in UTC milliseconds."""
    following = day + timedelta(days=1)
    midnight = datetime(following.year, following.month, following.day, tzinfo=zone)
    return round(midnight.timestamp() * 1000) - 1


def year_end_after(day, month_day):
    month, of_month = map(int, month_day.split("-"))
    for year in (day.year, day.year + 1):
        end = date(year, month, min(of_month, calendar.monthrange(year, month)[1]))
        if day <= end:
            return end


def answer(question):
    zone = ZoneInfo(question["zone"])
    received = datetime.fromtimestamp(question["atMs"] / 1000, timezone.utc)
    day = received.astimezone(zone).date()
    if "hours" in question:
        end = received + timedelta(hours=question["hours"])
        return {"dueDate": end.astimezone(zone).date().isoformat(), "dueMs": question["atMs"] + question["hours"] * 3600000}
    if "keepMonths" in question:
        return {"erasableFrom": months_later(day, question["keepMonths"]).isoformat()}
    if "heldMonths" in question:
        first = year_end_after(day, question["yearEnd"]) + timedelta(days=1)
        return {"erasableFrom": months_later(first, question["heldMonths"]).isoformat()}
    due = working_day_from(months_later(day, question["months"]))
    if "promisedDays" in question:
        due = min(due, day + timedelta(days=question["promisedDays"]))
    return {"dueDate": due.isoformat(), "dueMs": last_millisecond(due, zone)}


for line in sys.stdin:
    print(json.dumps(answer(json.loads(line))))
