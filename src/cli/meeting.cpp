// meso meeting: new, list, item, open, come, leave, attendance, minutes, end, action; meeting_observe.cpp has
// agree, observe, replay, mirror and transcript.

#include <algorithm>

#include <fmt/format.h>
#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>

#include "cli/commands.h"
#include "cli/meeting.h"
#include "cli/question.h"
#include "cli/table.h"
#include "governance/calendar.h"
#include "governance/meetings.h"

namespace meso::cli {
namespace {

using governance::Meeting;
using nlohmann::ordered_json;

struct MeetingArguments {
  TogetherArguments together;
  std::uint64_t number = 0, person = 0, item_number = 0, action = 0;
  std::string kind = "board", title, place, starts, quorum, series, calendar;
  std::string at, name, practice, role, file, text, owner, due, state, aim, paper;
  std::int64_t minutes = 0;
  bool guest = false, all = false;
};

// The clock of this machine in UTC, unless a time was given.
std::string time_or_now(const std::string& given) {
  return given.empty() ? format_moment(now()).substr(11, 5) : given;
}

Result<int> from_calendar(const MeetingArguments& arguments, Together& together) {
  const std::string name(base_name(arguments.calendar));
  MESO_ASSIGN_OR_RETURN(const std::string text, bytes_of(arguments.calendar));
  MESO_ASSIGN_OR_RETURN(const auto calendar, governance::read_calendar(text, name));
  for (const auto& event : calendar.events) {
    if (event.cancelled) {
      fmt::print("Cancelled in the calendar, not called: {}\n", event.title);
      continue;
    }
    governance::NewMeeting meeting{arguments.kind,   event.title,
                                   event.place,      event.starts,
                                   arguments.quorum, event.uid.empty() ? arguments.series : event.uid,
                                   event.on};
    MESO_ASSIGN_OR_RETURN(const std::uint64_t number, governance::call_meeting(together.hand(), meeting));
    fmt::print("Meeting {}: {}, {} {}{}{}\n", number, event.title, format_date(event.on), event.starts,
               event.is_utc ? " UTC" : "", event.is_utc ? ", written " + event.written : " as written");
  }
  for (const std::string& note : calendar.notes) fmt::print("Note: {}: {}\n", name, note);
  return calendar.notes.empty() ? kDone : kFinding;
}

Result<int> call(const MeetingArguments& arguments) {
  MESO_ASSIGN_OR_RETURN(auto together, open_together(arguments.together));
  if (!arguments.calendar.empty()) return from_calendar(arguments, together);
  governance::NewMeeting meeting{arguments.kind,   arguments.title,  arguments.place, arguments.starts,
                                 arguments.quorum, arguments.series, together.day};
  MESO_ASSIGN_OR_RETURN(const std::uint64_t number, governance::call_meeting(together.hand(), meeting));
  fmt::print("Meeting {} is called: {}{}{}, {}.\n", number, arguments.kind,
             arguments.title.empty() ? "" : ", ", arguments.title, format_date(together.day));
  return kDone;
}

Result<int> list_all(const MeetingArguments& arguments) {
  MESO_ASSIGN_OR_RETURN(auto together, open_together(arguments.together));
  MESO_ASSIGN_OR_RETURN(const auto meetings, governance::meetings(together.journal()));
  if (arguments.together.format == "json") {
    ordered_json out = {{"version", 1}, {"meetings", ordered_json::array()}};
    for (const Meeting& one : meetings) out["meetings"].push_back(meeting_json(one));
    print_json(out);
    return kDone;
  }
  Table table;
  table.column("", Table::Align::kRight)
      .column("day", Table::Align::kLeft)
      .column("kind", Table::Align::kLeft);
  table.column("title", Table::Align::kLeft).column("planned", Table::Align::kRight);
  table.column("people", Table::Align::kRight).column("", Table::Align::kLeft);
  for (const Meeting& one : meetings) {
    table.row({std::to_string(one.number), format_date(one.on), one.kind, one.title,
               one.agenda.empty() ? "no agenda" : fmt::format("{} min", one.planned_minutes()),
               std::to_string(one.attendees.size()),
               !one.ended_at.empty()    ? "ended"
               : !one.opened_at.empty() ? "open"
                                        : "called"});
  }
  fmt::print("{}", meetings.empty() ? "No meeting is called yet.\n" : table.text());
  return kDone;
}

Result<int> add_item(const MeetingArguments& arguments) {
  MESO_ASSIGN_OR_RETURN(auto together, open_together(arguments.together));
  const governance::AgendaItem item{arguments.item_number, arguments.title, arguments.aim, arguments.minutes,
                                    arguments.paper};
  MESO_ASSIGN_OR_RETURN(const std::uint64_t number,
                        governance::add_item(together.hand(), arguments.number, item));
  MESO_ASSIGN_OR_RETURN(const Meeting meeting, governance::meeting(together.journal(), arguments.number));
  fmt::print("Item {} of meeting {}: {}. {} minutes are planned in all.\n", number, arguments.number,
             arguments.title, meeting.planned_minutes());
  return kDone;
}

Result<int> open(const MeetingArguments& arguments) {
  MESO_ASSIGN_OR_RETURN(auto together, open_together(arguments.together));
  MESO_ASSIGN_OR_RETURN(Meeting meeting, governance::meeting(together.journal(), arguments.number));
  if (meeting.opened_at.empty()) {
    MESO_RETURN_IF_ERROR(
        governance::open_meeting(together.hand(), arguments.number, time_or_now(arguments.at)));
    MESO_ASSIGN_OR_RETURN(meeting, governance::meeting(together.journal(), arguments.number));
  }
  MESO_ASSIGN_OR_RETURN(const std::string text, meeting_text(together, meeting));
  fmt::print("{}", text);
  return kDone;
}

Result<int> come(const MeetingArguments& arguments) {
  MESO_ASSIGN_OR_RETURN(auto together, open_together(arguments.together));
  governance::Attendee who;
  who.name = arguments.name;
  who.practice = arguments.practice;
  who.role = arguments.role;
  who.guest = arguments.guest;
  who.came = time_or_now(arguments.at);
  MESO_ASSIGN_OR_RETURN(const std::uint64_t number,
                        governance::person_comes(together.hand(), arguments.number, who));
  MESO_ASSIGN_OR_RETURN(const Meeting meeting, governance::meeting(together.journal(), arguments.number));
  const auto same = std::ranges::count(meeting.attendees, who.name, &governance::Attendee::name);
  fmt::print(
      "Number {} came at {}.{}\n", number, who.came,
      same > 1 ? " Somebody of that name is there already: they are told apart by their numbers." : "");
  MESO_ASSIGN_OR_RETURN(const std::string quorum, quorum_text(together, meeting));
  fmt::print("{}", quorum);
  return kDone;
}

Result<int> leave(const MeetingArguments& arguments) {
  MESO_ASSIGN_OR_RETURN(auto together, open_together(arguments.together));
  MESO_RETURN_IF_ERROR(governance::person_leaves(together.hand(), arguments.number, arguments.person,
                                                 time_or_now(arguments.at)));
  MESO_ASSIGN_OR_RETURN(const Meeting meeting, governance::meeting(together.journal(), arguments.number));
  fmt::print("Number {} left.\n", arguments.person);
  MESO_ASSIGN_OR_RETURN(const std::string quorum, quorum_text(together, meeting));
  fmt::print("{}", quorum);
  return kDone;
}

Result<int> attendance(const MeetingArguments& arguments) {
  MESO_ASSIGN_OR_RETURN(auto together, open_together(arguments.together));
  MESO_ASSIGN_OR_RETURN(const std::string bytes, bytes_of(arguments.file));
  const std::string name(base_name(arguments.file));
  MESO_ASSIGN_OR_RETURN(const auto read, governance::read_attendance(bytes, name));
  MESO_RETURN_IF_ERROR(governance::keep_attendance(together.hand(), arguments.number, read));
  fmt::print("{} people attended meeting {}.\n", read.people.size(), arguments.number);
  for (const std::string& note : read.notes) fmt::print("Note: {}: {}\n", name, note);
  return read.notes.empty() ? kDone : kFinding;
}

Result<int> minutes(const MeetingArguments& arguments) {
  MESO_ASSIGN_OR_RETURN(auto together, open_together(arguments.together));
  if (!arguments.text.empty()) {
    MESO_RETURN_IF_ERROR(
        governance::minute(together.hand(), arguments.number, arguments.item_number, arguments.text));
  }
  MESO_ASSIGN_OR_RETURN(const Meeting meeting, governance::meeting(together.journal(), arguments.number));
  MESO_ASSIGN_OR_RETURN(const std::string text, meeting_text(together, meeting));
  fmt::print("{}", text);
  return kDone;
}

Result<int> end(const MeetingArguments& arguments) {
  MESO_ASSIGN_OR_RETURN(auto together, open_together(arguments.together));
  const std::string at = time_or_now(arguments.at);
  MESO_RETURN_IF_ERROR(governance::end_meeting(together.hand(), arguments.number, at));
  fmt::print("Meeting {} ended at {}.\n", arguments.number, at);
  return kDone;
}

Result<int> act(const MeetingArguments& arguments) {
  MESO_ASSIGN_OR_RETURN(auto together, open_together(arguments.together));
  MESO_ASSIGN_OR_RETURN(const auto due, day_option(arguments.due, "--due"));
  if (arguments.action != 0) {
    MESO_RETURN_IF_ERROR(
        governance::move_action(together.hand(), arguments.action, arguments.state, arguments.owner, due));
    fmt::print("Action {} is changed.\n", arguments.action);
    return kDone;
  }
  if (!arguments.text.empty()) {
    governance::Action action;
    action.what = arguments.text;
    action.owner = arguments.owner;
    action.role = arguments.role;
    action.practice = arguments.practice;
    action.meeting = arguments.number;
    action.given = together.day;
    action.due = due;
    MESO_ASSIGN_OR_RETURN(const std::uint64_t number, governance::give_action(together.hand(), action));
    fmt::print("Action {} is {}'s.\n", number, action.owner);
    return kDone;
  }
  MESO_ASSIGN_OR_RETURN(const auto actions, governance::actions(together.journal()));
  fmt::print("{}", actions_text(actions, together.day, arguments.all));
  return kDone;
}

}  // namespace

std::string actions_text(const std::vector<governance::Action>& actions, Date day, bool all) {
  Table table;
  table.column("", Table::Align::kRight)
      .column("what", Table::Align::kLeft)
      .column("owner", Table::Align::kLeft);
  table.column("due", Table::Align::kLeft)
      .column("from", Table::Align::kLeft)
      .column("", Table::Align::kLeft);
  std::size_t shown = 0;
  for (const auto& one : actions) {
    if (!all && one.state != "open") continue;
    ++shown;
    std::string state = one.state == "open" && one.due && *one.due < day ? "past its day" : one.state;
    if (one.moved > 0) state += fmt::format(", moved {} {}", one.moved, one.moved == 1 ? "time" : "times");
    table.row({std::to_string(one.number), one.what, one.owner, one.due ? format_date(*one.due) : "",
               one.meeting == 0 ? "" : fmt::format("meeting {}", one.meeting), state});
  }
  return shown == 0 ? "No action is open.\n" : table.text();
}

Result<std::string> quorum_text(Together& together, const Meeting& meeting) {
  if (meeting.quorum.empty()) return std::string();
  MESO_ASSIGN_OR_RETURN(const auto members, governance::practices(together.journal()));
  std::vector<network::voice::Voter> voters;
  for (const auto& one : members) {
    if (one.is_member_on(meeting.on)) voters.push_back({one.code, one.patients});
  }
  if (voters.empty())
    return std::string("Quorum: nobody is named whose quorum it is; meso decide practices\n");
  MESO_ASSIGN_OR_RETURN(const auto turns, governance::quorum_of(meeting, voters));
  if (turns.empty()) return fmt::format("Quorum ({}): not there yet.\n", meeting.quorum);
  std::string out = fmt::format("Quorum ({}):", meeting.quorum);
  for (const auto& turn : turns) {
    out += fmt::format(" {} {}, {};", turn.there ? "there from" : "lost at", turn.at, turn.why);
  }
  out.back() = '.';
  return out + "\n";
}

Result<std::string> meeting_text(Together& together, const Meeting& meeting) {
  std::string out =
      fmt::format("Meeting {}: {}{}{}, {} {}\n", meeting.number, meeting.kind,
                  meeting.title.empty() ? "" : ", ", meeting.title, format_date(meeting.on), meeting.starts);
  if (!meeting.place.empty()) out += meeting.place + "\n";
  if (!meeting.opened_at.empty()) out += fmt::format("Opened at {}", meeting.opened_at);
  if (!meeting.ended_at.empty()) out += fmt::format(", ended at {}", meeting.ended_at);
  if (!meeting.opened_at.empty()) out += ".\n";
  MESO_ASSIGN_OR_RETURN(const std::string quorum, quorum_text(together, meeting));
  out += quorum;
  out += "\nThere:";
  for (const auto& one : meeting.attendees) {
    out +=
        fmt::format("\n  {}. {}{}{}{}", one.number, one.name, one.guest ? " (guest)" : "",
                    one.practice.empty() ? "" : ", " + one.practice, one.role.empty() ? "" : ", " + one.role);
    if (!one.came.empty()) out += ", came " + one.came;
    if (!one.left.empty()) out += ", left " + one.left;
    if (one.seconds > 0) out += fmt::format(", {} minutes", (one.seconds + 30) / 60);
  }
  out += meeting.attendees.empty() ? " nobody is noted.\n" : "\n";
  for (const std::string& note : meeting.attendance_notes) out += "  Note: " + note + "\n";
  const auto minuted = [&](std::uint64_t item) {
    for (const auto& [of, text] : meeting.minutes) {
      if (of == item) out += wrapped(text, 90, 4);
    }
  };
  out += meeting.agenda.empty() ? "\nNo agenda: time together.\n" : "\nAgenda:\n";
  for (const auto& item : meeting.agenda) {
    out += fmt::format("  {}. {}{}{}{}\n", item.number, item.title,
                       item.minutes == 0 ? "" : fmt::format(", {} minutes", item.minutes),
                       item.aim.empty() ? "" : ", for: " + item.aim,
                       item.paper.empty() ? "" : ", paper: " + item.paper);
    minuted(item.number);
  }
  minuted(0);
  MESO_ASSIGN_OR_RETURN(const auto decisions, governance::decisions(together.journal()));
  for (const auto& one : decisions) {
    if (one.opened.meeting == meeting.number) {
      out += fmt::format("\nDecision {}: {}: {}\n", one.number, one.opened.question, standing_line(one));
    }
  }
  MESO_ASSIGN_OR_RETURN(const auto actions, governance::actions(together.journal()));
  out += "\nActions that are open:\n" + actions_text(actions, meeting.on, false);
  return out;
}

ordered_json meeting_json(const Meeting& meeting) {
  ordered_json out = {{"number", meeting.number},
                      {"kind", meeting.kind},
                      {"title", meeting.title},
                      {"on", format_date(meeting.on)},
                      {"planned_minutes", meeting.planned_minutes()},
                      {"people", meeting.attendees.size()},
                      {"opened_at", meeting.opened_at},
                      {"ended_at", meeting.ended_at},
                      {"agenda", ordered_json::array()}};
  for (const auto& item : meeting.agenda) {
    out["agenda"].push_back(
        {{"number", item.number}, {"title", item.title}, {"minutes", item.minutes}, {"aim", item.aim}});
  }
  return out;
}

void add_meeting_commands(CLI::App& app, Verbs& verbs) {
  CLI::App* meeting =
      app.add_subcommand("meeting", "Meetings: agenda, who came, minutes, actions, who spoke to whom");
  meeting->require_subcommand(1);
  const auto to = std::make_shared<MeetingArguments>();
  const auto verb = [&](const char* name, const char* about, bool writes, auto run) {
    return verbs.add(*meeting, name, about, to->together, writes, [to, run] { return run(*to); });
  };
  const auto number = [&](CLI::App* command) {
    command->add_option("MEETING", to->number, "Its number")->required();
    return command;
  };
  const auto at = [&](CLI::App* command) {
    command->add_option("--at", to->at, "The time; now (UTC) when left out")->type_name("HH:MM");
    return command;
  };
  CLI::App* calling = verb("new", "Call a meeting, or those of a calendar file", true, call);
  calling->add_option("--kind", to->kind, "board, partners, task-group, mdt, informal")
      ->capture_default_str();
  calling->add_option("--title", to->title, "What it is called")->type_name("TEXT");
  calling->add_option("--place", to->place, "Where")->type_name("TEXT");
  calling->add_option("--starts", to->starts, "When")->type_name("HH:MM");
  calling->add_option("--quorum", to->quorum, "In the words of docs/voice.md: 'at least half of practices'")
      ->type_name("CLAUSES");
  calling->add_option("--series", to->series, "A name that meetings share which follow one another")
      ->type_name("TEXT");
  calling->add_option("--calendar", to->calendar, "Take day, time, title and place from this .ics file")
      ->type_name("FILE");
  verb("list", "Every meeting", false, list_all);
  CLI::App* item = number(verb("item", "An item of the agenda, with planned minutes", true, add_item));
  item->add_option("TITLE", to->title, kCanBeAskedFor)->required();
  item->add_option("--minutes", to->minutes, "Planned")->type_name("N");
  item->add_option("--aim", to->aim, "Which aim it serves")->type_name("TEXT");
  item->add_option("--paper", to->paper, "A file or link that goes with it")->type_name("TEXT");
  item->add_option("--item", to->item_number, "Change this item instead of adding one")->type_name("N");
  at(number(verb("open", "Open it, and show where it stands", true, open)));
  CLI::App* coming = at(number(verb("come", "Somebody comes", true, come)));
  coming->add_option("NAME", to->name, "Their name")->required();
  coming->add_option("--practice", to->practice, "For which practice")->type_name("CODE");
  coming->add_option("--role", to->role, "As what")->type_name("TEXT");
  coming->add_flag("--guest", to->guest, "A guest");
  CLI::App* leaving = at(number(verb("leave", "Somebody leaves", true, leave)));
  leaving->add_option("PERSON", to->person, "Their number in the meeting")->required();
  CLI::App* attending = number(verb("attendance", "Read the attendance file of Teams", true, attendance));
  attending->add_option("FILE", to->file, "As it was downloaded")->required();
  CLI::App* minuting = number(verb("minutes", "Show the minutes, or write to them", true, minutes));
  minuting->add_option("TEXT", to->text, kCanBeAskedFor);
  minuting->add_option("--item", to->item_number, "Of which item; the meeting as a whole when left out")
      ->type_name("N");
  at(number(verb("end", "End it", true, end)));
  CLI::App* acting =
      verb("action", "Give an action, move or end one, or list those that are open", true, act);
  acting->add_option("TEXT", to->text, kCanBeAskedFor);
  acting->add_option("--owner", to->owner, "The one who does it")->type_name("NAME");
  acting->add_option("--role", to->role, "As what")->type_name("TEXT");
  acting->add_option("--practice", to->practice, "Of which practice")->type_name("CODE");
  acting->add_option("--due", to->due, "Until when")->type_name("DATE");
  acting->add_option("--meeting", to->number, "From which meeting")->type_name("N");
  acting->add_option("--action", to->action, "Change this one")->type_name("N");
  acting->add_option("--state", to->state, "done or dropped")->type_name("WORD");
  acting->add_flag("--all", to->all, "Those that are done and dropped too");
  add_observation_commands(*meeting, verbs);
}

}  // namespace meso::cli
