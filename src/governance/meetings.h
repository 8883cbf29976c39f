// Meetings: who belongs to them, what is on the agenda and for how long, who came, what was said to be done,
// and by whom.
//
// A meeting without an agenda is a meeting: time to get to know each other is work too. Minutes are text, an
// item at a time. An action has one owner and rolls on from meeting to meeting until it is done or dropped,
// with a reason.
//
// The quorum is a clause of docs/voice.md ("at least half of practices and more than half of patients"),
// asked of the practices that are there at each arrival and departure, so that it can be lost half way; the
// answer names when, and by whose leaving.
//
// Names of people have the purpose "staff", minutes "words": both can be erased. Two people with one name are
// two rows; a person is told by the number of the row and never by the name.

#pragma once

#include <array>
#include <optional>
#include <string>
#include <vector>

#include "governance/attendance.h"
#include "governance/decisions.h"

namespace meso::governance {

inline constexpr std::array<std::string_view, 5> kMeetingKinds = {"board", "partners", "task-group", "mdt",
                                                                  "informal"};

struct AgendaItem {
  std::uint64_t number = 0;  // in its meeting
  std::string title, aim;
  std::int64_t minutes = 0;  // planned; 0: not said
  std::string paper;         // a file or a link that goes with it
};

struct Attendee {
  std::uint64_t number = 0;  // in its meeting
  std::string name, practice, role;
  bool guest = false;
  std::string came, left;    // "18:32"; left "" while there
  std::int64_t seconds = 0;  // as an attendance file says; 0: not said
};

struct QuorumTurn {
  std::string at;
  bool there = false;
  std::string why;  // "A99902 left"
};

struct Meeting {
  std::uint64_t number = 0;
  std::string kind, title, place;
  Date on;
  std::string starts, quorum;
  std::string series;  // meetings of one series follow one another
  std::vector<AgendaItem> agenda;
  std::vector<Attendee> attendees;
  std::vector<std::string> attendance_notes;
  std::vector<std::pair<std::uint64_t, std::string>> minutes;  // item number (0: the whole), text
  std::string opened_at, ended_at;
  std::optional<bool> may_be_observed;  // what the group agreed; nothing: not asked
  bool mirror_is_shared = false;
  std::int64_t planned_minutes() const;
  std::vector<std::string> practices_there() const;  // now
};

struct NewMeeting {
  std::string kind, title, place, starts, quorum, series;
  Date on;
};
Result<std::uint64_t> call_meeting(const Hand& hand, const NewMeeting& meeting);
Result<Meeting> meeting(journal::Journal& journal, std::uint64_t number);
Result<std::vector<Meeting>> meetings(journal::Journal& journal);
Result<std::uint64_t> add_item(const Hand& hand, std::uint64_t meeting, const AgendaItem& item);
Status open_meeting(const Hand& hand, std::uint64_t meeting, const std::string& at);
Status end_meeting(const Hand& hand, std::uint64_t meeting, const std::string& at);
Result<std::uint64_t> person_comes(const Hand& hand, std::uint64_t meeting, const Attendee& attendee);
Status person_leaves(const Hand& hand, std::uint64_t meeting, std::uint64_t person, const std::string& at);
// What an attendance file says, kept with its notes.
Status keep_attendance(const Hand& hand, std::uint64_t meeting, const Attendance& attendance);
Status minute(const Hand& hand, std::uint64_t meeting, std::uint64_t item, const std::string& text);
// The group's word on being observed, and whether the mirror shows to all present.
Status agree_observation(const Hand& hand, std::uint64_t meeting, bool may, bool shared);

// The quorum at each coming and going, first to last. `practices` with their lists.
Result<std::vector<QuorumTurn>> quorum_of(const Meeting& meeting,
                                          const std::vector<network::voice::Voter>& practices);

struct Action {
  std::uint64_t number = 0, meeting = 0;
  std::string what, owner, role, practice;
  Date given = kUnknownDate;
  std::optional<Date> due;
  std::string state = "open";  // open, done, dropped
  std::string why;             // of the last change
  std::uint64_t moved = 0;     // times that it was given a later day or another owner
  bool erased = false;
};
Result<std::uint64_t> give_action(const Hand& hand, const Action& action);
// `state` "" leaves it; a new owner or day is said in the rest. kRefused when it is done or dropped already.
Status move_action(const Hand& hand, std::uint64_t number, const std::string& state, const std::string& owner,
                   std::optional<Date> due);
Result<std::vector<Action>> actions(journal::Journal& journal);

}  // namespace meso::governance
