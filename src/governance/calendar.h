// Meetings out of a calendar file (.ics), with the quirks of those who write them: folded lines, a foreign
// time zone, escaped commas, an event that was cancelled, a series.
//
// Times are given in UTC. A zone is what the file itself says of it (VTIMEZONE: offsets and the yearly days
// on which they change); one that the file names and does not describe leaves the time as it is written, with
// a note. Nothing is guessed from a zone's name, because the names are not of one list.

#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/date.h"
#include "base/result.h"

namespace meso::governance {

struct CalendarEvent {
  std::string title, place, uid;
  Date on;              // in UTC where the zone is known
  std::string starts;   // "18:30"; "" for a whole day
  bool is_utc = false;  // else as written
  std::string written;  // "2026-03-04T13:30 America/New_York"
  std::string repeats;  // the rule of a series, as it stands; "" when it is none
  bool cancelled = false;
};
struct Calendar {
  std::vector<CalendarEvent> events;
  std::vector<std::string> notes;
};
// kBadInput when it is no calendar or holds no event.
Result<Calendar> read_calendar(std::string_view text, const std::string& file);

}  // namespace meso::governance
