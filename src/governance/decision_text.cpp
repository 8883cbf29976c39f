#include "governance/decision_text.h"

namespace meso::governance {
namespace {

using nlohmann::json;

std::string word(const json& from, const char* member) {
  const auto found = from.find(member);
  return found != from.end() && found->is_string() ? found->get<std::string>() : std::string();
}

std::uint64_t whole_number(const json& from, const char* member) {
  const auto found = from.find(member);
  return found != from.end() && found->is_number_unsigned() ? found->get<std::uint64_t>() : 0;
}

const json& list(const json& from, const char* member) {
  static const json kNone = json::array();
  const auto found = from.find(member);
  return found != from.end() && found->is_array() ? *found : kNone;
}

std::vector<std::string> words(const json& from, const char* member) {
  std::vector<std::string> out;
  for (const json& each : list(from, member)) {
    if (each.is_string()) out.push_back(each.get<std::string>());
  }
  return out;
}

}  // namespace

json to_json(const Authorship& authorship) {
  json out = json::object();
  const auto put = [&](const char* member, const std::string& text) {
    if (!text.empty()) out[member] = text;
  };
  put("function", authorship.function);
  put("proposed_by", authorship.proposed_by);
  put("decided_by", authorship.decided_by);
  put("on_paper", authorship.on_paper);
  put("in_fact", authorship.in_fact);
  put("aim", authorship.aim);
  if (authorship.hours) out["hours"] = *authorship.hours;
  if (authorship.pence) out["pence"] = *authorship.pence;
  return out;
}

Authorship authorship_of(const json& body) {
  Authorship out;
  out.function = word(body, "function");
  out.proposed_by = word(body, "proposed_by");
  out.decided_by = word(body, "decided_by");
  out.on_paper = word(body, "on_paper");
  out.in_fact = word(body, "in_fact");
  out.aim = word(body, "aim");
  if (const auto hours = body.find("hours"); hours != body.end() && hours->is_number())
    out.hours = hours->get<double>();
  if (const auto pence = body.find("pence"); pence != body.end() && pence->is_number_integer()) {
    out.pence = pence->get<std::int64_t>();
  }
  return out;
}

json to_json(const NewDecision& decision) {
  json out = {{"question", decision.question},
              {"options", decision.options},
              {"on", format_date(decision.on)},
              {"sealed", decision.sealed},
              {"withdrawn_count", decision.withdrawn_count},
              {"meeting", decision.meeting},
              {"authorship", to_json(decision.authorship)}};
  if (decision.closes) out["closes"] = format_date(*decision.closes);
  const VotingRule& rule = decision.rule;
  out["rule"] = {{"name", rule.name},         {"title", rule.title}, {"source", rule.source},
                 {"standing", rule.standing}, {"text", rule.text},   {"consent", rule.consent}};
  if (rule.from != kUnknownDate) out["rule"]["from"] = format_date(rule.from);
  out["voters"] = json::array();
  for (const auto& voter : decision.voters) out["voters"].push_back({voter.code, voter.patients});
  out["evidence"] = json::array();
  for (const Evidence& one : decision.evidence) {
    out["evidence"].push_back({{"text", one.text},
                               {"figure", one.figure},
                               {"rule_version", one.rule_version},
                               {"day", one.day},
                               {"standing", one.standing}});
  }
  return out;
}

NewDecision opened_of(const Written& written) {
  const json& body = written.body;
  NewDecision out;
  out.question = written.text("question");
  out.options = written.texts("options");
  out.on = written.day("on").value_or(kUnknownDate);
  out.closes = written.day("closes");
  out.sealed = body.value("sealed", false);
  out.withdrawn_count = body.value("withdrawn_count", false);
  out.meeting = whole_number(body, "meeting");
  if (const auto found = body.find("authorship"); found != body.end()) out.authorship = authorship_of(*found);
  if (const auto found = body.find("rule"); found != body.end() && found->is_object()) {
    out.rule = {word(*found, "name"),
                word(*found, "title"),
                word(*found, "source"),
                word(*found, "standing"),
                parse_iso_date(word(*found, "from")).value_or(kUnknownDate),
                word(*found, "text"),
                found->value("consent", false)};
  }
  for (const json& voter : list(body, "voters")) {
    if (voter.is_array() && voter.size() == 2 && voter[0].is_string() && voter[1].is_number_unsigned()) {
      out.voters.push_back({voter[0].get<std::string>(), voter[1].get<std::uint64_t>()});
    }
  }
  for (const json& one : list(body, "evidence")) {
    out.evidence.push_back({word(one, "text"), word(one, "figure"), word(one, "rule_version"),
                            word(one, "day"), word(one, "standing")});
  }
  return out;
}

json to_json(const Outcome& outcome) {
  json out = {{"kind", static_cast<int>(outcome.kind)},
              {"option", outcome.option},
              {"present", outcome.present},
              {"absent", outcome.absent},
              {"notes", outcome.notes}};
  out["tallies"] = json::array();
  for (const Tally& tally : outcome.tallies) {
    out["tallies"].push_back(
        {{"choice", tally.choice}, {"practices", tally.practices}, {"patients", tally.patients}});
  }
  return out;
}

Outcome outcome_of(const json& body) {
  Outcome out;
  out.kind = static_cast<OutcomeKind>(whole_number(body, "kind") % 5);
  out.option = word(body, "option");
  out.present = words(body, "present");
  out.absent = words(body, "absent");
  out.notes = words(body, "notes");
  for (const json& tally : list(body, "tallies")) {
    out.tallies.push_back(
        {word(tally, "choice"), words(tally, "practices"), whole_number(tally, "patients")});
  }
  return out;
}

}  // namespace meso::governance
