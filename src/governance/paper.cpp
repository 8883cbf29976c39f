#include "governance/paper.h"

#include <algorithm>

#include <fmt/format.h>

namespace meso::governance {
namespace {

constexpr const char* kStyle =
    "body{font:12pt/1.45 Georgia,serif;max-width:46em;margin:2em auto;padding:0 1em;color:#111}"
    "h1{font-size:1.5em;margin:0}h2{font-size:1.15em;margin:1.6em 0 .4em;border-bottom:1px solid #999}"
    "table{border-collapse:collapse;width:100%}td,th{text-align:left;vertical-align:top;padding:.25em .6em "
    ".25em 0;"
    "border-bottom:1px solid #ddd}.n{text-align:right;white-space:nowrap}blockquote{margin:.3em 0 .3em "
    "1em;font-style:italic}"
    ".small{font-size:.85em;color:#444}@page{size:A4;margin:18mm}"
    "@media "
    "print{body{margin:0;max-width:none;font-size:10.5pt}h2{break-after:avoid}tr,blockquote,section{break-"
    "inside:avoid}}";

std::string escaped(const std::string& text) {
  std::string out;
  for (const char c : text) {
    switch (c) {
      case '&':
        out += "&amp;";
        break;
      case '<':
        out += "&lt;";
        break;
      case '>':
        out += "&gt;";
        break;
      case '"':
        out += "&quot;";
        break;
      default:
        out += c;
    }
  }
  return out;
}

std::string row(const std::vector<std::string>& cells, const char* tag = "td") {
  std::string out = "<tr>";
  for (const std::string& cell : cells) out += fmt::format("<{}>{}</{}>", tag, escaped(cell), tag);
  return out + "</tr>\n";
}

class Paper {
 public:
  Paper(const PaperSources& from, PaperKind kind) : from_(from), kind_(kind) {}

  std::string html() {
    constexpr std::string_view kTitles[] = {"Agenda", "Board paper", "Minutes", "What we do and decide"};
    const std::string title(kTitles[static_cast<std::size_t>(kind_)]);
    out_ = fmt::format(
        "<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" "
        "content=\"width=device-width\"><title>{0}</title>\n<style>{1}</style></"
        "head><body>\n<header><h1>{0}</h1>\n",
        escaped(from_.network.empty() ? title : title + ": " + from_.network), kStyle);
    const Meeting& meeting = from_.meeting;
    if (kind_ != PaperKind::kPublic) {
      out_ += fmt::format("<p>{}{} on {} {} {}</p>", escaped(meeting.kind),
                          meeting.title.empty() ? "" : ", " + escaped(meeting.title), format_date(meeting.on),
                          escaped(meeting.starts), escaped(meeting.place));
    }
    out_ += "</header>\n";
    purpose();
    if (kind_ != PaperKind::kPublic) agenda();
    decisions();
    if (kind_ == PaperKind::kMinutes) attendance();
    if (kind_ != PaperKind::kAgenda) asks();
    if (kind_ != PaperKind::kPublic) actions();
    out_ += fmt::format(
        "<p class=\"small\">Made on {} from what the network has written down. {}</p>\n</body></html>\n",
        format_date(from_.day),
        kind_ == PaperKind::kPublic ? "" : "It can be asked for: freedom of information, subject access.");
    return std::move(out_);
  }

 private:
  void purpose() {
    out_ += "<section><h2>What we are here for</h2>\n";
    if (from_.purpose.versions.empty()) {
      out_ += "<p>Not answered yet.</p></section>\n";
      return;
    }
    const Statement& now = from_.purpose.versions.back();
    out_ += fmt::format("<p>{}</p><p class=\"small\">{}, since {}.</p></section>\n", escaped(now.text),
                        kPurposeStandings[static_cast<std::size_t>(now.standing)], format_date(now.on));
  }

  void agenda() {
    const Meeting& meeting = from_.meeting;
    out_ += "<h2>Agenda</h2>\n";
    if (meeting.agenda.empty()) out_ += "<p>No agenda: time together.</p>\n";
    out_ += meeting.agenda.empty()
                ? ""
                : "<table>\n<tr><th></th><th>Item</th><th>Paper</th><th class=\"n\">Minutes</th></tr>\n";
    for (const AgendaItem& item : meeting.agenda) {
      out_ += fmt::format("<tr><td>{}</td><td>{}{}</td><td>{}</td><td class=\"n\">{}</td></tr>\n",
                          item.number, escaped(item.title), minutes_of(item.number), escaped(item.paper),
                          item.minutes == 0 ? "" : std::to_string(item.minutes));
    }
    if (!meeting.agenda.empty())
      out_ += fmt::format("</table><p>{} minutes planned.</p>\n", meeting.planned_minutes());
    out_ += minutes_of(0);
  }

  std::string minutes_of(std::uint64_t item) const {
    std::string out;
    for (const auto& [of, text] : from_.meeting.minutes) {
      if (kind_ == PaperKind::kMinutes && of == item) out += "<p>" + escaped(text) + "</p>";
    }
    return out;
  }

  void decisions() {
    out_ += kind_ == PaperKind::kPublic ? "<h2>What was decided</h2>\n" : "<h2>Decisions</h2>\n";
    bool any = false;
    for (const Decision& one : from_.decisions) {
      const bool is_here = one.opened.meeting == from_.meeting.number;
      if (kind_ == PaperKind::kPublic ? !one.closed : !is_here && one.closed) continue;
      any = true;
      decision(one);
    }
    if (!any) out_ += "<p>None.</p>\n";
  }

  void decision(const Decision& one) {
    std::string outcome(one.closed ? outcome_words(one.outcome.kind) : "to be decided");
    for (const Option& option : one.options) {
      if (one.closed && option.letter == one.outcome.option) outcome += ": " + option.text;
    }
    out_ += fmt::format("<section><p><b>{}. {}</b> {}</p>\n", one.number, escaped(one.opened.question),
                        escaped(outcome));
    if (kind_ != PaperKind::kPublic) {
      out_ += "<ul>";
      for (const Option& option : one.options)
        out_ += fmt::format("<li>{}. {}</li>", option.letter, escaped(option.text));
      out_ += fmt::format("</ul><p class=\"small\">Rule: {}</p>\n", escaped(one.opened.rule.text));
    }
    for (const Evidence& evidence : one.opened.evidence) {
      out_ += fmt::format("<p class=\"small\">Evidence: {}{}</p>\n", escaped(evidence.text),
                          evidence.figure.empty()
                              ? ""
                              : escaped(fmt::format(": {}, as at {}, {}, {}", evidence.figure, evidence.day,
                                                    evidence.rule_version, evidence.standing)));
    }
    if (kind_ == PaperKind::kMinutes && one.closed) {
      for (const Vote& vote : one.votes) {
        if (!vote.dissent.empty()) {
          out_ += fmt::format("<blockquote>{}: {}</blockquote>\n", escaped(vote.ballot.practice),
                              escaped(vote.dissent));
        }
      }
    }
    if (one.review) out_ += fmt::format("<p class=\"small\">Review on {}.</p>\n", format_date(*one.review));
    out_ += "</section>\n";
  }

  void attendance() {
    out_ += "<h2>There</h2>\n<table>\n";
    for (const Attendee& one : from_.meeting.attendees) {
      out_ += row({one.name + (one.guest ? " (guest)" : ""), one.practice, one.role, one.came, one.left});
    }
    out_ += "</table>\n";
  }

  void asks() {
    out_ += "<h2>What is asked of us</h2>\n<table>\n" + row({"Who", "What", "Basis", "Until", "State"}, "th");
    for (const Ask& one : from_.asks) {
      if (kind_ != PaperKind::kPublic && one.state != "open") continue;
      // Who sent a mail is a person.
      const bool is_person = one.asker.find('@') != std::string::npos;
      out_ += row({kind_ == PaperKind::kPublic && is_person ? "somebody" : one.asker, one.what,
                   one.basis.empty() ? "none stated" : one.basis,
                   one.deadline ? format_date(*one.deadline) : "no day given", one.state});
    }
    out_ += "</table>\n";
  }

  void actions() {
    out_ += "<h2>Actions</h2>\n<table>\n" + row({"", "What", "Who", "Until"}, "th");
    for (const Action& one : from_.actions) {
      if (one.state == "open") {
        out_ += row({std::to_string(one.number), one.what, one.owner, one.due ? format_date(*one.due) : ""});
      }
    }
    out_ += "</table>\n";
  }

  const PaperSources& from_;
  PaperKind kind_;
  std::string out_;
};

}  // namespace

std::string paper_html(const PaperSources& sources, PaperKind kind) {
  return Paper(sources, kind).html();
}

}  // namespace meso::governance
