#include "access/look_words.h"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

namespace meso::access {
namespace {

constexpr std::pair<LookKind, std::string_view> kBeginnings[] = {
    {LookKind::kList, "list of "},
    {LookKind::kNames, "names: "},
    {LookKind::kExplanation, "explanation of "},
    {LookKind::kExport, "export of "},
    {LookKind::kTypedCohort, "typed cohort: "},
};
constexpr std::string_view kGlass = "by breaking the glass";

std::vector<std::string> split(std::string_view text, std::string_view at) {
  std::vector<std::string> out;
  while (true) {
    const std::size_t end = text.find(at);
    out.emplace_back(text.substr(0, end));
    if (end == std::string_view::npos) return out;
    text.remove_prefix(end + at.size());
  }
}

std::optional<std::string_view> after(std::string_view part, std::string_view word) {
  if (!part.starts_with(word)) return std::nullopt;
  return part.substr(word.size());
}

// What follows ", as ": false when it is no such thing.
bool read_tail(std::string_view tail, LookWords& out) {
  const auto parts = split(tail, ", ");
  const std::size_t of = parts[0].rfind(" of ");
  if (of == std::string::npos) return false;
  for (const Role role : kEachRole) {
    if (role_words(role) == std::string_view(parts[0]).substr(0, of)) out.role = role;
  }
  out.organisation = parts[0].substr(of + 4);
  for (std::size_t i = 1; i < parts.size(); ++i) {
    if (const auto purpose = after(parts[i], "for ")) {
      for (const Purpose each : kEachPurpose) {
        if (purpose_words(each) == *purpose) out.purpose = each;
      }
    } else if (const auto agreements = after(parts[i], "under ")) {
      out.agreements = split(*agreements, "+");
    } else if (const auto practices = after(parts[i], "at ")) {
      out.practices = split(*practices, "+");
    } else if (parts[i] == kGlass) {
      out.glass = true;
    } else {
      return false;
    }
  }
  return out.role && out.purpose;
}

}  // namespace

std::string look_text(const LookWords& words) {
  std::string out;
  for (const auto& [kind, beginning] : kBeginnings) {
    if (kind == words.kind) out = beginning;
  }
  out += words.what;
  if (!words.role || !words.purpose) return out;
  out += fmt::format(", as {} of {}, for {}", role_words(*words.role), words.organisation,
                     purpose_words(*words.purpose));
  if (!words.agreements.empty()) out += fmt::format(", under {}", fmt::join(words.agreements, "+"));
  if (words.glass) out += fmt::format(", {}", kGlass);
  if (!words.practices.empty()) out += fmt::format(", at {}", fmt::join(words.practices, "+"));
  return out;
}

LookWords look_words(std::string_view text) {
  LookWords out;
  if (const std::size_t as = text.rfind(", as "); as != std::string_view::npos) {
    LookWords tail;
    if (read_tail(text.substr(as + 5), tail)) {
      out = std::move(tail);
      text = text.substr(0, as);
    }
  }
  for (const auto& [kind, beginning] : kBeginnings) {
    if (const auto what = after(text, beginning)) {
      out.kind = kind;
      out.what = *what;
      return out;
    }
  }
  out.what = text;
  return out;
}

}  // namespace meso::access
