// What a network does together, through the program, from an empty folder on.

#include <gtest/gtest.h>

#include "cli/program.h"

namespace meso::tests {
namespace {

class Together : public testing::Test {
 protected:
  // Runs, and expects the exit code.
  Ran run(std::vector<std::string> arguments, int code = 0) const {
    const Ran ran = place.meso(arguments);
    EXPECT_EQ(ran.code, code) << arguments[0] << " " << arguments[1] << ": " << ran.err << ran.out;
    return ran;
  }
  std::string net() const { return place.path("net"); }
  void members() const {
    run({"decide", "practices", net(), "--joined", "A99901=11000", "--joined", "A99902=5999", "--joined",
         "A99903=5000", "--day", "2026-01-01"});
  }
  Workplace place;
};

bool has(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

TEST_F(Together, APurposeMayStayOpenAndKeepsItsVersions) {
  EXPECT_TRUE(has(run({"purpose", "show", net()}).out, "The purpose is not stated yet."));
  members();
  run({"purpose", "state", net(), "Care close to home", "--day", "2026-01-10"});
  run({"purpose", "state", net(), "Care close to every home", "--day", "2026-03-01"}, 2);
  run({"purpose", "state", net(), "Care close to every home", "--standing", "agreed", "--agreed",
       "A99901,A99902", "--why", "board of March", "--day", "2026-03-01"});
  run({"purpose", "answer", net(), "A99902", "3", "Time to think"});
  const Ran shown = run({"purpose", "show", net()});
  EXPECT_TRUE(has(shown.out, "Version 2, agreed")) << shown.out;
  EXPECT_TRUE(has(shown.out, "Agreed by A99901, A99902."));
  EXPECT_TRUE(has(shown.out, "A99901: not answered yet"));
  EXPECT_TRUE(has(shown.out, "Time to think"));
  const Ran diff = run({"purpose", "diff", net()});
  EXPECT_TRUE(has(diff.out, "+ every\n")) << diff.out;
  const auto json = run({"purpose", "show", net(), "--format", "json"}).json();
  EXPECT_TRUE(json["questions"][0]["answers"]["A99901"].is_null());
}

TEST_F(Together, ADecisionFromTheQuestionToTheLedger) {
  members();
  run({"decide", "new", net(), "One wound clinic?"}, 2);                                       // no options
  run({"decide", "new", net(), "One wound clinic?", "--option", "yes", "--rule", "ours"}, 2);  // no such rule
  run({"decide",
       "new",
       net(),
       "One wound clinic?",
       "--option",
       "Mill Road",
       "--option",
       "two sites",
       "--rule",
       "practices",
       "--sealed",
       "--evidence",
       "HYP008 | 71.2% | HYP 2025-26 | 2026-03-31 | estimated",
       "--function",
       "services",
       "--decided-by",
       "network",
       "--on-paper",
       "wide",
       "--in-fact",
       "moderate",
       "--hours",
       "120",
       "--day",
       "2026-03-04",
       "--closes",
       "2026-03-06"});
  run({"decide", "interest", net(), "1", "A99903", "a partner owns Mill Road"});
  run({"vote", net(), "1", "A99901", "a", "--day", "2026-03-04"});
  run({"vote", net(), "1", "A99901", "a", "--day", "2026-03-04"}, 2);  // twice
  const std::string words = "Two buses from us, with small children.";
  run({"vote", net(), "1", "A99902", "b", "--words", words, "--day", "2026-03-05"});
  const Ran link = run({"vote", net(), "1", "A99903", "--link"});
  const std::string token = link.out.substr(0, link.out.find('\n'));
  const Ran sealed = run({"decide", "show", net(), "1"});
  EXPECT_TRUE(has(sealed.out, "A99902 has voted")) << sealed.out;
  EXPECT_FALSE(has(sealed.out, words));
  EXPECT_FALSE(has(run({"decide", "show", net(), "1", "--format", "json"}).out, "\"choice\""));
  EXPECT_FALSE(has(run({"journal", "show", net(), "--bodies"}).out, "choice"));
  run({"vote", net(), "--token", token, "--choose", "b", "--day", "2026-03-06"});
  run({"vote", net(), "--token", token, "--choose", "b", "--day", "2026-03-06"}, 2);  // works once
  run({"decide", "close", net(), "1", "--role", "manager", "--owner", "Sam Field", "--review", "2026-09-01",
       "--reopens", "fewer than ten a week", "--day", "2026-03-07"});
  run({"vote", net(), "1", "A99901", "b", "--again"}, 2);  // after the close
  const Ran shown = run({"decide", "show", net(), "1"});
  EXPECT_TRUE(has(shown.out, "carried: b")) << shown.out;
  EXPECT_TRUE(has(shown.out, words));
  EXPECT_TRUE(has(shown.out, "HYP008: 71.2%, as at 2026-03-31, HYP 2025-26, estimated"));
  const Ran under = run({"decide", "under", net(), "--rule", "patients"});
  EXPECT_TRUE(has(under.out, "1 of 1 past votes would have gone the other way.")) << under.out;
  run({"decide", "permit", net(), "Group visits", "--said-by", "the lead", "--scope", "one site", "--risk",
       "small", "--ends", "2026-12-31", "--day", "2026-03-01"});
  EXPECT_TRUE(has(run({"decide", "list", net()}).out, "said by the lead"));
  run({"ledger", "add", net(), "Claim each month", "--source", "clause 10", "--decided-by", "nation",
       "--on-paper", "narrow", "--in-fact", "narrow", "--function", "money"});
  run({"ledger", "code", net(), "permission/1", "--decided-by", "network"});
  const auto ledger = run({"ledger", "show", net(), "--format", "json"}).json();
  EXPECT_EQ(ledger["rows"], 3);
  EXPECT_EQ(ledger["by_level"]["network"]["rows"], 2);
  EXPECT_EQ(ledger["unused"], 1);
  EXPECT_NE(ledger["no_trend_why"], "");
  EXPECT_EQ(run({"journal", "verify", net()}).code, 0);
  EXPECT_EQ(run({"journal", "replay", net()}).code, 0);
}

TEST_F(Together, AMeetingFromTheCallToTheMirror) {
  members();
  run({"meeting", "new", net(), "--kind", "feast"}, 2);
  run({"meeting", "new", net(), "--title", "Board", "--starts", "18:30", "--quorum", "at least 2 practices",
       "--day", "2026-03-04"});
  run({"meeting", "item", net(), "1", "Wound clinic", "--minutes", "25", "--aim", "access"});
  run({"meeting", "item", net(), "1", "Returns", "--minutes", "15"});
  run({"meeting", "open", net(), "1", "--at", "18:32"});
  run({"meeting", "come", net(), "1", "Ann Other", "--practice", "A99901", "--at", "18:32"});
  const Ran second =
      run({"meeting", "come", net(), "1", "Ann Other", "--practice", "A99902", "--at", "18:35"});
  EXPECT_TRUE(has(second.out, "told apart by their numbers")) << second.out;
  EXPECT_TRUE(has(second.out, "there from 18:35, A99902 came")) << second.out;
  const Ran gone = run({"meeting", "leave", net(), "1", "2", "--at", "19:01"});
  EXPECT_TRUE(has(gone.out, "lost at 19:01, A99902 left")) << gone.out;
  run({"meeting", "minutes", net(), "1", "Two sites, from May.", "--item", "1"});
  run({"meeting", "action", net(), "Ask both sites", "--owner", "Ann Other", "--due", "2026-03-20",
       "--meeting", "1", "--day", "2026-03-04"});
  run({"meeting", "action", net(), "Ask both sites", "--owner", "Ann and Ben"}, 2);
  place.write("report.csv",
              "2. Participants\nName\tFirst Join\tLast Leave\tIn-Meeting Duration\tEmail\n"
              "Cy Vole (Guest)\tx\ty\t40m 10s\t\n\n");
  run({"meeting", "attendance", net(), "1", place.path("report.csv")});
  place.write(
      "board.ics",
      "BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nSUMMARY:Next board\r\nDTSTART;TZID=Somewhere:20260401T183000\r\n"
      "END:VEVENT\r\nEND:VCALENDAR\r\n");
  EXPECT_TRUE(has(run({"meeting", "new", net(), "--calendar", place.path("board.ics")}, 1).out, "Somewhere"));
  const Ran shown = run({"meeting", "minutes", net(), "1"});
  for (const char* part : {"25 minutes", "Two sites, from May.", "Cy Vole (guest)", "Ask both sites"}) {
    EXPECT_TRUE(has(shown.out, part)) << part << shown.out;
  }
  EXPECT_TRUE(has(run({"meeting", "list", net()}).out, "40 min"));

  place.write(
      "lines",
      "1 seat A chair\n2 seat B\n3 seat C\n4 at 1.5 A B\n5 at 3 B A\n6 at 4 - room\n7 at 5 C room\n8 undo\n");
  run({"meeting", "observe", net(), "1", "--file", place.path("lines")}, 2);  // nobody has agreed
  run({"meeting", "agree", net(), "1"});
  run({"meeting", "observe", net(), "1", "--file", place.path("lines")});
  const Ran again = run({"meeting", "observe", net(), "1", "--file", place.path("lines")});
  EXPECT_TRUE(has(again.out, "0 lines taken, 8 were here already")) << again.out;
  EXPECT_TRUE(has(run({"meeting", "replay", net(), "1"}).out, "00:03  B -> A"));
  run({"meeting", "mirror", net(), "1"}, 2);  // not shared
  EXPECT_FALSE(has(run({"meeting", "mirror", net(), "1", "--seat", "A"}).out, "\nB "));
  run({"meeting", "agree", net(), "1", "--shared"});
  const Ran mirror = run({"meeting", "mirror", net(), "1"});
  EXPECT_TRUE(has(mirror.out, "All lie within that.")) << mirror.out;
  EXPECT_TRUE(has(mirror.out, "never for appraisal")) << mirror.out;
  EXPECT_EQ(run({"meeting", "mirror", net(), "1", "--format", "json"}).json()["silent"], 1);
  place.write(
      "talk.vtt",
      "WEBVTT\n\n00:01.000 --> 00:05.000\n<v Ann Other>x</v>\n\n00:05.000 --> 00:06.000\n<v Ben>y</v>\n");
  const Ran talk = run({"meeting", "transcript", net(), place.path("talk.vtt"), "--attendees", "2"});
  EXPECT_TRUE(has(talk.out, "Ben - - > Ann Other: 1")) << talk.out;
  EXPECT_TRUE(has(talk.out, "63%"));
  run({"meeting", "end", net(), "1", "--at", "19:15"});
  EXPECT_EQ(run({"journal", "replay", net()}).code, 0);
}

TEST_F(Together, AsksDutiesPaperAndWhatIsHeldAboutSomebody) {
  members();
  run({"ask", "add", net(), "Flu figures by age", "--asker", "ICB", "--minutes", "30-60", "--people", "4",
       "--times", "12", "--must", "--tariff", "24.00", "--deadline", "2026-04-01", "--held", "80"});
  place.write("ask.eml",
              "From: Dan Mole <dan@trust.example>\r\nSubject: FW: flu figures by age\r\n\r\nbody\r\n");
  const Ran mailed = run({"ask", "add", net(), "--mail", place.path("ask.eml")});
  EXPECT_TRUE(has(mailed.out, "Basis: none stated. Until: no day given.")) << mailed.out;
  EXPECT_TRUE(has(mailed.out, "It may be the same as ask 1")) << mailed.out;
  const Ran burden = run({"ask", "burden", net()});
  EXPECT_TRUE(has(burden.out, "2.0 to 4.0")) << burden.out;
  EXPECT_TRUE(has(burden.out, "48.00 to 96.00")) << burden.out;
  run({"ask", "time", net(), "2", "15"});
  run({"ask", "same", net(), "2", "1"});
  run({"ask", "answer", net(), "1", "You hold this already.", "--refuse"});
  EXPECT_TRUE(has(run({"ask", "list", net(), "--all"}).out, "refused"));

  run({"duty", "give", net(), "clause/7.2", "--role", "clinical director"}, 2);  // the clause is not quoted
  run({"duty", "give", net(), "clause/7.2", "--role", "clinical director", "--text", "The director shall ...",
       "--person", "Ann Other"});
  run({"duty", "hand", net(), "clause/7.2"});
  const Ran duties = run({"duty", "list", net(), "--orphans"});
  EXPECT_TRUE(has(duties.out, "nobody today")) << duties.out;
  EXPECT_TRUE(has(duties.out, "Ann Other until"));

  run({"meeting", "new", net(), "--title", "Board <1>", "--day", "2026-03-04"});
  run({"meeting", "item", net(), "1", "Returns", "--minutes", "15"});
  run({"meeting", "come", net(), "1", "Ann Other"});
  run({"meeting", "come", net(), "1", "Ben Field"});
  run({"meeting", "minutes", net(), "1", "Ann Other and Ben Field wrote to ann@a.example."});
  for (const char* kind : {"agenda", "board", "minutes", "public"}) {
    run({"paper", net(), "1", "--kind", kind, "--output", place.path(std::string(kind) + ".html")});
  }
  const Ran page = run({"paper", net(), "1", "--kind", "minutes"});
  EXPECT_TRUE(has(page.out, "Board &lt;1&gt;")) << page.out;
  EXPECT_TRUE(has(page.out, "Ben Field"));
  const Ran open_page = run({"paper", net(), "--kind", "public"});
  EXPECT_FALSE(has(open_page.out, "Ann Other")) << open_page.out;
  EXPECT_FALSE(has(open_page.out, "dan@trust.example"));

  const Ran held = run({"disclose", net(), "--about", "Ann Other"});
  EXPECT_TRUE(has(held.out, "Ann Other and [another person] wrote to [another person].")) << held.out;
  EXPECT_FALSE(has(held.out, "Ben Field"));
  EXPECT_TRUE(has(run({"journal", "show", net(), "--looks"}).out, "disclose"));
}

}  // namespace
}  // namespace meso::tests
