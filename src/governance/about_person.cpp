#include "governance/about_person.h"

#include <algorithm>
#include <cctype>
#include <set>

namespace meso::governance {
namespace {

std::string lower(std::string text) {
  std::ranges::transform(text, text.begin(), [](unsigned char c) { return std::tolower(c); });
  return text;
}

bool is_letter(char c) {
  const auto byte = static_cast<unsigned char>(c);
  return std::isalnum(byte) != 0 || byte >= 0x80;
}

// Where `name` stands as whole words, from `at`.
std::size_t find_name(const std::string& lower_text, const std::string& lower_name, std::size_t at) {
  for (std::size_t found = lower_text.find(lower_name, at); found != std::string::npos;
       found = lower_text.find(lower_name, found + 1)) {
    const std::size_t end = found + lower_name.size();
    const bool begins = found == 0 || !is_letter(lower_text[found - 1]);
    const bool ends = end == lower_text.size() || !is_letter(lower_text[end]);
    if (begins && ends) return found;
  }
  return std::string::npos;
}

bool names(const nlohmann::json& value, const std::string& lower_name) {
  if (value.is_string())
    return find_name(lower(value.get<std::string>()), lower_name, 0) != std::string::npos;
  if (!value.is_structured()) return false;
  return std::ranges::any_of(value, [&](const nlohmann::json& each) { return names(each, lower_name); });
}

class Masking {
 public:
  Masking(std::set<std::string> others, std::string person)
      : others_(std::move(others)), person_(std::move(person)) {}

  std::string masked(std::string text) {
    for (const std::string& other : others_) {
      for (std::size_t at = find_name(lower(text), other, 0); at != std::string::npos;
           at = find_name(lower(text), other, at)) {
        text.replace(at, other.size(), kMask);
        at += std::string_view(kMask).size();
        ++count_;
      }
    }
    for (std::size_t at = text.find('@'); at != std::string::npos; at = text.find('@', at + 1)) {
      const auto is_part = [](char c) {
        return is_letter(c) || c == '.' || c == '-' || c == '_' || c == '+';
      };
      std::size_t begin = at, end = at + 1;
      while (begin > 0 && is_part(text[begin - 1])) --begin;
      while (end < text.size() && is_part(text[end])) ++end;
      while (end > at + 1 && text[end - 1] == '.') --end;  // that ends the sentence
      if (begin == at || end == at + 1 || lower(text.substr(begin, end - begin)) == person_) continue;
      text.replace(begin, end - begin, kMask);
      at = begin;
      ++count_;
    }
    return text;
  }
  std::uint64_t count() const { return count_; }

 private:
  std::set<std::string> others_;
  std::string person_;
  std::uint64_t count_ = 0;
};

void put_words(AboutPerson& out, const std::string& member, const nlohmann::json& value, Masking& masking) {
  if (value.is_string()) {
    if (!value.get<std::string>().empty())
      out.words.emplace_back(member, masking.masked(value.get<std::string>()));
  } else if (value.is_structured()) {
    for (const auto& each : value) put_words(out, member, each, masking);
  }
}

}  // namespace

Result<Disclosure> about_person(journal::Journal& journal, const std::string& person) {
  if (person.size() < 3) return Error{ErrorKind::kUsage, "a name of three letters or more", {}, ""};
  const std::string wanted = lower(person);
  std::vector<Written> all;
  for (const char* word :
       {"meeting", "decision", "action", "ask", "clause", "permission", "obligation", "purpose"}) {
    MESO_ASSIGN_OR_RETURN(auto written, written_of(journal, word));
    std::ranges::move(written, std::back_inserter(all));
  }
  std::ranges::sort(all, {}, &Written::entry);
  std::set<std::string> others;
  for (const Written& one : all) {
    const bool is_attendee = one.kind == "governance.person_came";
    for (const char* member : {"name", "owner", "person", "said_by", "asker"}) {
      const std::string name = lower(one.text(member));
      if (member == std::string_view("name") && !is_attendee) continue;
      if (name.size() >= 3 && name != wanted && name.find(wanted) == std::string::npos) others.insert(name);
    }
  }
  Masking masking(std::move(others), wanted);
  Disclosure out;
  for (const Written& one : all) {
    if (one.erased) {
      ++out.erased;
      continue;
    }
    if (!names(one.body, wanted)) continue;
    AboutPerson& entry = out.entries.emplace_back();
    entry.entry = one.entry;
    entry.at = one.at;
    entry.kind = one.kind;
    entry.subject = one.subject;
    for (const auto& [member, value] : one.body.items()) put_words(entry, member, value, masking);
  }
  out.masked = masking.count();
  return out;
}

}  // namespace meso::governance
