#include "governance/voting_rule.h"

#include "rules/model.h"

namespace meso::governance {
namespace {

constexpr std::string_view kConsent = "by consent";

// The quorum of a consent is that of a vote by all.
std::string as_vote(const std::string& text) {
  return "carried by all practices" + text.substr(kConsent.size());
}

}  // namespace

VotingRule voting_rule(const network::voice::Rule& rule) {
  VotingRule out;
  out.name = rule.name;
  out.title = rule.title;
  out.source = rule.source;
  out.standing = rules::standing_name(rule.standing);
  out.from = rule.from == kFirstDate ? kUnknownDate : rule.from;
  out.text = in_words(rule);
  return out;
}

bool is_consent(const std::string& text) {
  return text.starts_with(kConsent);
}

Result<VotingRule> consent_rule(const std::string& text) {
  VotingRule out;
  out.name = "consent";
  out.title = "Consent: carried unless a practice objects with a reason";
  out.standing = "entered";
  out.text = text;
  out.consent = true;
  MESO_RETURN_IF_ERROR(read_rule(out));
  return out;
}

Result<network::voice::Rule> read_rule(const VotingRule& rule) {
  const std::string text = rule.consent ? as_vote(rule.text) : rule.text;
  auto parsed = network::voice::parse_rules(text, "rule");
  if (!parsed.mistakes.empty()) return parsed.mistakes.front();
  if (parsed.rules.size() != 1) {
    return Error{
        ErrorKind::kBadInput, "a decision is taken under one rule", {}, "docs/voice.md is the manual"};
  }
  return std::move(parsed.rules.front());
}

}  // namespace meso::governance
