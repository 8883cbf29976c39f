// Meetings: what comes in from Teams and calendars with its quirks, the quorum as people come and go, actions
// that roll on.

#include "governance/meetings.h"
#include "governance/asks.h"
#include "governance/burden.h"
#include "governance/calendar.h"
#include "governance/made_network.h"

namespace meso::tests {
namespace {

using namespace governance;

std::string utf16(const std::string& ascii) {
  std::string out = "\xFF\xFE";
  for (const char c : ascii) {
    out += c;
    out += '\0';
  }
  return out;
}

TEST(Attendance, TheThreeSectionsOfTeamsWithTheirQuirks) {
  const std::string text =
      "1. Summary\r\nMeeting title\tBoard\r\nAttended participants\t4\r\n\r\n2. Participants\r\n"
      "Name\tFirst Join\tLast Leave\tIn-Meeting Duration\tEmail\tParticipant ID (UPN)\tRole\r\n"
      "Ann Other\t3/4/26, 6:30:02 PM\t3/4/26, 8:03:41 PM\t1h 33m "
      "39s\tann@a.example\tann@a.example\tOrganizer\r\n"
      "Ben Field\t3/4/26, 6:31:00 PM\t3/4/26, 6:41:00 PM\t10m\tben@b.example\tben@b.example\tPresenter\r\n"
      "Ben Field\t3/4/26, 6:45:00 PM\t3/4/26, 7:00:00 PM\t15m\tben@b.example\tben@b.example\tPresenter\r\n"
      "Ben Field\t3/4/26, 6:45:00 PM\t3/4/26, 7:00:00 PM\t15m\tben@c.example\tben@c.example\tPresenter\r\n"
      "Cy Vole (Guest)\t3/4/26, 6:45:00 PM\t3/4/26, 7:00:00 PM\t15m 5s\t\t\tAttendee\r\n\r\n"
      "3. In-Meeting activities\r\nName\tJoin Time\tLeave Time\tDuration\tEmail\tRole\r\n"
      "Ann Other\t3/4/26, 6:30:02 PM\t3/4/26, 8:03:41 PM\t1h 33m 39s\tann@a.example\tOrganizer\r\n";
  const auto read = read_attendance(utf16(text), "report.csv");
  ASSERT_TRUE(read.ok()) << read.error().text();
  ASSERT_EQ(read->people.size(), 4u);
  EXPECT_EQ(read->people[0].seconds, 5619);
  EXPECT_EQ(read->people[1].joined, 2);
  EXPECT_EQ(read->people[1].seconds, 25 * 60);
  EXPECT_EQ(read->people[2].name, "Ben Field");
  EXPECT_TRUE(read->people[3].guest);
  EXPECT_EQ(read->people[3].name, "Cy Vole");
  ASSERT_EQ(read->notes.size(), 2u);
  EXPECT_EQ(read->notes[0], "line 9: joined again; one person, the time is added");
  EXPECT_EQ(read->notes[1], "line 10: two people with one name, told apart by e-mail");
  // The same with titles in another language.
  std::string german = text;
  german.replace(german.find("2. Participants"), 15, "2. Teilnehmer");
  german.replace(german.find("Name\tFirst Join"), 15, "Name\tBeitritt");
  EXPECT_EQ(read_attendance(utf16(german), "report.csv")->people.size(), 4u);
}

TEST(Attendance, TheLogAndTheTableOfEarlierYears) {
  const std::string log =
      "Full Name\tUser Action\tTimestamp\nAnn Other\tJoined\t14/07/2022, 18:30:00\nAnn "
      "Other\tJoined\t14/07/2022, "
      "18:31:00\nAnn Other\tLeft\t14/07/2022, 19:00:00\nBen Field\tJoined before\t14/07/2022, 18:30:00\nCy "
      "Vole\tLeft\t14/07/2022, 18:40:00\n";
  const auto read = read_attendance(utf16(log), "log.csv");
  ASSERT_TRUE(read.ok()) << read.error().text();
  ASSERT_EQ(read->people.size(), 2u);
  EXPECT_EQ(read->people[0].seconds, 29 * 60);
  EXPECT_EQ(read->notes.size(), 3u) << "joined while there, left without having joined, never left";
  const std::string table =
      "Name\tJoin Time\tLeave Time\tDuration\nAnn Other\tx\ty\t33m 39s\nAnn "
      "Other\tx\ty\t2m\nBen\tx\ty\tlong\n";
  const auto rows = read_attendance(table, "t.csv");
  ASSERT_TRUE(rows.ok()) << rows.error().text();
  EXPECT_EQ(rows->people.size(), 3u) << "without an e-mail two rows stay two";
  EXPECT_EQ(rows->notes.size(), 2u);
  EXPECT_FALSE(read_attendance("hello\nworld\n", "x").ok());
  EXPECT_FALSE(read_attendance("", "x").ok());
  EXPECT_EQ(parse_duration("1h 33m 39s"), 5619);
  EXPECT_EQ(parse_duration("0:33:39"), 2019);
  EXPECT_FALSE(parse_duration("33"));
}

constexpr const char* kNewYork =
    "BEGIN:VTIMEZONE\r\nTZID:Eastern\r\nBEGIN:STANDARD\r\nDTSTART:20071104T020000\r\n"
    "RRULE:FREQ=YEARLY;BYDAY=1SU;BYMONTH=11\r\nTZOFFSETFROM:-0400\r\nTZOFFSETTO:-0500\r\nEND:STANDARD\r\n"
    "BEGIN:DAYLIGHT\r\nDTSTART:20070311T020000\r\nRRULE:FREQ=YEARLY;BYDAY=2SU;BYMONTH=3\r\n"
    "TZOFFSETFROM:-0500\r\nTZOFFSETTO:-0400\r\nEND:DAYLIGHT\r\nEND:VTIMEZONE\r\n";

std::string event(const std::string& start, const std::string& more = "") {
  return "BEGIN:VEVENT\r\nUID:1\r\nSUMMARY:Board\\, with\r\n  partners\r\nDTSTART" + start + "\r\n" + more +
         "BEGIN:VALARM\r\nDTSTART:19990101T000000\r\nEND:VALARM\r\nEND:VEVENT\r\n";
}

TEST(Calendars, AForeignTimeZoneIsTurnedByWhatTheFileSaysOfIt) {
  const auto calendar = [&](const std::string& events) {
    return read_calendar(std::string("BEGIN:VCALENDAR\r\n") + kNewYork + events + "END:VCALENDAR\r\n",
                         "board.ics");
  };
  // 2026: New York changes on 8 March and 1 November.
  const std::pair<const char*, const char*> known[] = {{";TZID=Eastern:20260304T133000", "2026-03-04 18:30"},
                                                       {";TZID=Eastern:20260307T233000", "2026-03-08 04:30"},
                                                       {";TZID=Eastern:20260309T133000", "2026-03-09 17:30"},
                                                       {";TZID=Eastern:20261031T133000", "2026-10-31 17:30"},
                                                       {";TZID=Eastern:20261102T133000", "2026-11-02 18:30"},
                                                       {":20260304T183000Z", "2026-03-04 18:30"}};
  for (const auto& [start, utc] : known) {
    const auto read = calendar(event(start));
    ASSERT_TRUE(read.ok()) << read.error().text();
    const CalendarEvent& one = read->events[0];
    EXPECT_EQ(format_date(one.on) + " " + one.starts, utc) << start;
    EXPECT_TRUE(one.is_utc);
    EXPECT_EQ(one.title, "Board, with partners");
    EXPECT_TRUE(read->notes.empty());
  }
  const auto unknown = calendar(event(";TZID=GMT Standard Time:20260304T183000", "RRULE:FREQ=WEEKLY\r\n"));
  ASSERT_TRUE(unknown.ok());
  EXPECT_FALSE(unknown->events[0].is_utc);
  EXPECT_EQ(unknown->events[0].starts, "18:30");
  EXPECT_EQ(unknown->notes.size(), 2u) << "no zone, and it repeats";
  EXPECT_TRUE(calendar(event(";VALUE=DATE:20260304"))->events[0].starts.empty());
  EXPECT_FALSE(calendar("").ok());
  EXPECT_FALSE(read_calendar("no", "x").ok());
}

TEST(Meetings, AQuorumIsLostHalfWayAndTheMeetingSaysWhen) {
  MadeNetwork made;
  const auto number = call_meeting(
      made.hand(), {"board", "Board", "", "18:30", "at least 2 practices", "", day("2026-03-04")});
  ASSERT_TRUE(number.ok()) << number.error().text();
  EXPECT_FALSE(call_meeting(made.hand(), {"party", "", "", "", "", "", day("2026-03-04")}).ok());
  EXPECT_FALSE(call_meeting(made.hand(), {"board", "", "", "", "enough people", "", day("2026-03-04")}).ok());
  const auto comes = [&](const char* name, const char* practice, const char* at) {
    Attendee who;
    who.name = name;
    who.practice = practice;
    who.came = at;
    const auto person = person_comes(made.hand(), *number, who);
    EXPECT_TRUE(person.ok()) << person.error().text();
    return *person;
  };
  EXPECT_EQ(comes("Ann Other", "A99901", "18:30"), 1u);
  EXPECT_EQ(comes("Ann Other", "A99902", "18:40"), 2u) << "two people with one name";
  EXPECT_EQ(comes("Ben Field", "A99901", "18:41"), 3u);
  ASSERT_TRUE(person_leaves(made.hand(), *number, 2, "19:05").ok());
  EXPECT_FALSE(person_leaves(made.hand(), *number, 2, "19:06").ok());
  EXPECT_FALSE(person_leaves(made.hand(), *number, 9, "19:06").ok());
  const auto kept = meeting(*made.journal, *number);
  ASSERT_TRUE(kept.ok());
  EXPECT_EQ(kept->practices_there(), std::vector<std::string>{"A99901"});
  const auto turns = quorum_of(*kept, {{"A99901", 11000}, {"A99902", 5999}, {"A99903", 5000}});
  ASSERT_TRUE(turns.ok());
  ASSERT_EQ(turns->size(), 2u);
  EXPECT_EQ((*turns)[0].at, "18:40");
  EXPECT_FALSE((*turns)[1].there);
  EXPECT_EQ((*turns)[1].why, "A99902 left");
}

TEST(Meetings, AgendaMinutesAndActionsThatRollOn) {
  MadeNetwork made;
  const auto number = call_meeting(made.hand(), {"informal", "", "", "", "", "", day("2026-03-04")});
  ASSERT_TRUE(number.ok());
  EXPECT_TRUE(meeting(*made.journal, 1)->agenda.empty()) << "time together is a meeting";
  EXPECT_EQ(*add_item(made.hand(), 1, {0, "Wound clinic", "access", 25, ""}), 1u);
  EXPECT_EQ(*add_item(made.hand(), 1, {0, "Returns", "contract", 15, ""}), 2u);
  EXPECT_EQ(meeting(*made.journal, 1)->planned_minutes(), 40);
  ASSERT_TRUE(open_meeting(made.hand(), 1, "18:30").ok());
  EXPECT_FALSE(open_meeting(made.hand(), 1, "18:31").ok());
  ASSERT_TRUE(minute(made.hand(), 1, 1, "Two sites, from May.").ok());
  EXPECT_FALSE(minute(made.hand(), 1, 7, "x").ok());
  Action action;
  action.what = "Ask both sites for rooms";
  action.owner = "Ann Other and Ben Field";
  EXPECT_FALSE(give_action(made.hand(), action).ok()) << "one owner";
  action.owner = "Ann Other";
  action.due = day("2026-03-20");
  action.given = day("2026-03-04");
  action.meeting = 1;
  ASSERT_TRUE(give_action(made.hand(), action).ok());
  ASSERT_TRUE(move_action(made.hand(), 1, "", "Ben Field", day("2026-04-20")).ok());
  EXPECT_FALSE(move_action(made.hand(), 1, "dropped", "", {}).ok()) << "without a reason";
  ASSERT_TRUE(move_action(made.hand(), 1, "done", "", {}).ok());
  EXPECT_FALSE(move_action(made.hand(), 1, "done", "", {}).ok());
  const auto all = actions(*made.journal);
  ASSERT_TRUE(all.ok());
  EXPECT_EQ((*all)[0].owner, "Ben Field");
  EXPECT_EQ((*all)[0].state, "done");
  EXPECT_EQ((*all)[0].moved, 1u);
  ASSERT_TRUE(end_meeting(made.hand(), 1, "19:10").ok());
  EXPECT_FALSE(end_meeting(made.hand(), 1, "19:10").ok());
}

Ask asked(const std::string& asker, const std::string& what) {
  Ask out;
  out.kind = "return";
  out.asker = asker;
  out.what = what;
  out.on = day("2026-03-04");
  return out;
}

// Worked by hand: 30 to 60 minutes, 4 people, 12 times a year at 24.00 an hour: 2 to 4 hours a month, 48 to
// 96 pounds; and 90 minutes, 2 people, 4 times a year: an hour a month.
TEST(Burden, TheArithmeticOfASheetWorkedByHand) {
  Ask monthly = asked("ICB", "appointments");
  monthly.least = 30;
  monthly.most = 60;
  monthly.people = 4;
  monthly.times_a_year = 12;
  monthly.pence_an_hour = 2400;
  monthly.must = true;
  Ask quarterly = asked("Trust", "waiting");
  quarterly.least = quarterly.most = 90;
  quarterly.people = 2;
  quarterly.times_a_year = 4;
  Ask open = asked("ICB", "no minutes yet");
  Ask refused = quarterly;
  refused.state = "refused";
  const std::vector<Ask> all = {monthly, quarterly, open, refused};
  const Burden burden = burden_of(all);
  ASSERT_EQ(burden.askers.size(), 2u);
  EXPECT_DOUBLE_EQ(burden.askers[0].hours.least, 2);
  EXPECT_DOUBLE_EQ(burden.askers[0].hours.most, 4);
  EXPECT_DOUBLE_EQ(*burden.askers[0].pounds_least, 48);
  EXPECT_DOUBLE_EQ(*burden.askers[0].pounds_most, 96);
  EXPECT_EQ(burden.askers[0].without_minutes, 1u);
  EXPECT_EQ(burden.askers[0].must, 1u);
  EXPECT_DOUBLE_EQ(burden.askers[1].hours.p10, 1);
  EXPECT_DOUBLE_EQ(burden.all.hours.most, 5);
}

// One uniform: quantiles are its own. Two of the same: the sum is a triangle, whose P10 is sqrt(0.2) of its
// half.
TEST(Burden, SimulatedRangesAgainstClosedForm) {
  const std::vector<std::pair<double, double>> one = {{10, 20}};
  const HoursRange single = sum_of_uniform(one, 5, 100'000);
  EXPECT_NEAR(single.p10, 11, 0.06);
  EXPECT_NEAR(single.median, 15, 0.06);
  EXPECT_NEAR(single.p90, 19, 0.06);
  const std::vector<std::pair<double, double>> two = {{0, 1}, {0, 1}};
  const HoursRange sum = sum_of_uniform(two, 5, 100'000);
  EXPECT_NEAR(sum.p10, std::sqrt(0.2), 0.01);
  EXPECT_NEAR(sum.median, 1, 0.01);
  EXPECT_NEAR(sum.p90, 2 - std::sqrt(0.2), 0.01);
}

TEST(Asks, FromAMailToAnAnswerAndADuplicateThatAPersonConfirms) {
  MadeNetwork made;
  const auto mail = ask_of_mail(
      "Received: x\r\nFrom: =?utf-8?Q?Ann_O=27ther?= <ann@icb.example>\r\nSubject: FW: Fwd: "
      "=?utf-8?B?RmxhdXNjaA==?=\r\n"
      " =?utf-8?Q?_return?=\r\nFrom: second@example\r\n\r\nbody that is not kept\r\n",
      "ask.eml");
  ASSERT_TRUE(mail.ok()) << mail.error().text();
  EXPECT_EQ(mail->asker, "ann@icb.example");
  EXPECT_EQ(mail->what, "Flausch return");
  EXPECT_FALSE(ask_of_mail("just words", "x.eml").ok());
  Ask first = asked("ICB", "Flu vaccinations by age band and month");
  first.period = "2026-03";
  ASSERT_TRUE(add_ask(made.hand(), first).ok());
  Ask second = asked("Trust", "flu vaccinations, by month and age band!");
  second.period = "2026-03";
  ASSERT_TRUE(add_ask(made.hand(), second).ok());
  Ask upside = first;
  upside.least = 9;
  upside.most = 3;
  EXPECT_FALSE(add_ask(made.hand(), upside).ok());
  auto all = asks(*made.journal);
  ASSERT_TRUE(all.ok());
  const auto proposed = propose_duplicates(*all);
  ASSERT_EQ(proposed.size(), 1u);
  EXPECT_DOUBLE_EQ(proposed[0].alike, 1.0);
  EXPECT_FALSE(join_asks(made.hand(), 2, 2).ok());
  ASSERT_TRUE(join_asks(made.hand(), 2, 1).ok());
  ASSERT_TRUE(time_ask(made.hand(), 1, 30).ok());
  ASSERT_TRUE(time_ask(made.hand(), 1, 45).ok());
  EXPECT_FALSE(answer_ask(made.hand(), 1, true, "", day("2026-03-09")).ok()) << "a refusal has a reason";
  ASSERT_TRUE(answer_ask(made.hand(), 1, true, "You hold this already.", day("2026-03-09")).ok());
  EXPECT_FALSE(answer_ask(made.hand(), 1, false, "again", day("2026-03-09")).ok());
  all = asks(*made.journal);
  EXPECT_TRUE(propose_duplicates(*all).empty());
  EXPECT_EQ((*all)[0].least, 30);
  EXPECT_EQ((*all)[0].most, 45);
  EXPECT_EQ((*all)[0].state, "refused");
  EXPECT_EQ((*all)[1].same_as, 1u);
}

}  // namespace
}  // namespace meso::tests
