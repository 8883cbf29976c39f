#include "governance/asks.h"

#include <algorithm>
#include <cctype>
#include <map>
#include <set>

#include <fmt/format.h>

namespace meso::governance {
namespace {

constexpr double kAlike = 0.6;

std::set<std::string> words_of(const std::string& text) {
  std::set<std::string> out;
  std::string word;
  for (const char c : text + " ") {
    const auto byte = static_cast<unsigned char>(c);
    if (std::isalnum(byte) != 0 || byte >= 0x80) {
      word += static_cast<char>(std::tolower(byte));
    } else if (!word.empty()) {
      out.insert(std::move(word));
      word.clear();
    }
  }
  return out;
}

double jaccard(const std::set<std::string>& a, const std::set<std::string>& b) {
  std::size_t both = 0;
  for (const std::string& word : a) both += b.contains(word) ? 1u : 0u;
  const std::size_t either = a.size() + b.size() - both;
  return either == 0 ? 0 : static_cast<double>(both) / static_cast<double>(either);
}

Ask fold(std::uint64_t number, const std::vector<Written>& written) {
  Ask out;
  out.number = number;
  for (const Written& one : written) {
    if (one.kind == "governance.ask_added") {
      out.erased = one.erased;
      out.kind = one.text("kind");
      out.asker = one.text("asker");
      out.what = one.erased ? "(erased)" : one.text("what");
      out.basis = one.text("basis");
      out.must = one.body.value("must", false);
      out.for_whom = one.text("for_whom");
      out.items = one.text("items");
      out.population = one.text("population");
      out.period = one.text("period");
      out.times_a_year = one.number("times_a_year");
      out.people = one.number("people");
      out.least = one.number("least");
      out.most = one.number("most");
      out.pence_an_hour = one.number("pence_an_hour");
      out.on = one.day("on").value_or(kUnknownDate);
      out.deadline = one.day("deadline");
      out.share_held_known = one.body.contains("share_held");
      out.share_held = static_cast<std::uint8_t>(std::clamp<std::int64_t>(one.number("share_held"), 0, 100));
    } else if (one.kind == "governance.ask_answered") {
      out.state = one.text("state").empty() ? "answered" : one.text("state");
      out.answer = one.erased ? "(erased)" : one.text("text");
      out.answered_on = one.day("on");
    } else if (one.kind == "governance.ask_timed") {
      out.least = out.most = one.number("minutes");
    } else if (one.kind == "governance.asks_joined") {
      out.same_as = static_cast<std::uint64_t>(one.number("same_as"));
    }
  }
  // Several clockings are a range again.
  std::int64_t fastest = 0, slowest = 0;
  for (const Written& one : written) {
    if (one.kind != "governance.ask_timed") continue;
    const std::int64_t minutes = one.number("minutes");
    fastest = fastest == 0 ? minutes : std::min(fastest, minutes);
    slowest = std::max(slowest, minutes);
  }
  if (slowest > 0) {
    out.least = fastest;
    out.most = slowest;
  }
  return out;
}

std::string whole_of(std::uint64_t number) {
  return fmt::format("ask/{}", number);
}

// Writes a note about an ask that is there; `open`: only while nobody has answered it.
Status write_about(const Hand& hand, std::uint64_t number, Note note, bool open) {
  note.whole = whole_of(number);
  const auto rule = [&](sqlite::Db& tables) -> Status {
    MESO_ASSIGN_OR_RETURN(const auto written, written_about(tables, note.whole));
    if (written.empty()) {
      return Error{
          ErrorKind::kNotFound, fmt::format("there is no ask {}", number), {}, "meso ask list tells them"};
    }
    const Ask now = fold(number, written);
    if (open && now.state != "open") {
      return Error{ErrorKind::kRefused, fmt::format("ask {} is {}", number, now.state), {}, ""};
    }
    return {};
  };
  MESO_RETURN_IF_ERROR(write(hand, {note}, rule));
  return {};
}

// =?utf-8?B?...?= and =?utf-8?Q?...?= in a header.
std::string decoded_words(const std::string& text) {
  std::string out;
  std::size_t at = 0;
  while (at < text.size()) {
    const std::size_t begin = text.find("=?", at);
    const std::size_t charset = begin == std::string::npos ? begin : text.find('?', begin + 2);
    const std::size_t end = charset == std::string::npos ? charset : text.find("?=", charset + 3);
    if (end == std::string::npos) return out + text.substr(at);
    std::string between = text.substr(at, begin - at);
    const bool only_blanks = between.find_first_not_of(" \t") == std::string::npos;
    if (!(only_blanks && at > 0)) out += between;
    const char how = static_cast<char>(std::toupper(static_cast<unsigned char>(text[charset + 1])));
    const std::string word = text.substr(charset + 3, end - charset - 3);
    if (how == 'Q') {
      for (std::size_t i = 0; i < word.size(); ++i) {
        if (word[i] == '=' && i + 2 < word.size()) {
          out += static_cast<char>(std::strtol(word.substr(i + 1, 2).c_str(), nullptr, 16));
          i += 2;
        } else {
          out += word[i] == '_' ? ' ' : word[i];
        }
      }
    } else {
      constexpr std::string_view kLetters =
          "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
      std::uint32_t bits = 0;
      int count = 0;
      for (const char c : word) {
        const std::size_t value = kLetters.find(c);
        if (value == std::string_view::npos) continue;
        bits = bits << 6 | static_cast<std::uint32_t>(value);
        count += 6;
        if (count >= 8) {
          count -= 8;
          out += static_cast<char>(bits >> count & 0xFF);
        }
      }
    }
    at = end + 2;
  }
  return out;
}

std::string without_marks(std::string subject) {
  for (bool again = true; again;) {
    again = false;
    for (const std::string_view mark : {"fwd:", "fw:", "re:", "wg:", "aw:"}) {
      std::string begin = subject.substr(0, mark.size());
      std::ranges::transform(begin, begin.begin(), [](unsigned char c) { return std::tolower(c); });
      if (begin != mark) continue;
      subject.erase(0, mark.size());
      subject.erase(0, subject.find_first_not_of(' '));
      again = true;
    }
  }
  return subject;
}

// "Ann Other <ann@example.org>" -> ann@example.org
std::string address_of(const std::string& from) {
  const std::size_t open = from.find('<'), close = from.find('>');
  return open != std::string::npos && close != std::string::npos && open < close
             ? from.substr(open + 1, close - open - 1)
             : from;
}

}  // namespace

Result<std::uint64_t> add_ask(const Hand& hand, const Ask& ask) {
  if (ask.asker.empty() || ask.what.empty()) {
    return Error{ErrorKind::kUsage, "an ask says who asks and for what", {}, "--asker NAME"};
  }
  if (std::ranges::find(kAskKinds, ask.kind) == kAskKinds.end()) {
    return Error{ErrorKind::kUsage,
                 fmt::format("'{}' is no kind of ask", ask.kind),
                 {},
                 fmt::format("they are {}", fmt::join(kAskKinds, ", "))};
  }
  if (ask.least < 0 || ask.most < ask.least || ask.most > 100'000) {
    return Error{ErrorKind::kUsage, "minutes go from the least to the most", {}, "--minutes 20-45"};
  }
  if (ask.times_a_year < 1 || ask.people < 1) {
    return Error{ErrorKind::kUsage, "somebody does it, at least once a year", {}, ""};
  }
  Note note{"governance.ask_added"};
  note.body = {{"kind", ask.kind},
               {"asker", ask.asker},
               {"what", ask.what},
               {"basis", ask.basis},
               {"must", ask.must},
               {"for_whom", ask.for_whom},
               {"items", ask.items},
               {"population", ask.population},
               {"period", ask.period},
               {"people", ask.people},
               {"times_a_year", ask.times_a_year},
               {"least", ask.least},
               {"most", ask.most},
               {"pence_an_hour", ask.pence_an_hour},
               {"on", format_date(ask.on)}};
  if (ask.deadline) note.body["deadline"] = format_date(*ask.deadline);
  if (ask.share_held_known) note.body["share_held"] = ask.share_held;
  note.purpose = kStaff;  // who asks may be a person
  return write_next(hand, "ask", note);
}

Status answer_ask(const Hand& hand, std::uint64_t number, bool refuse, const std::string& text, Date on) {
  if (text.empty()) {
    return Error{
        ErrorKind::kUsage, refuse ? "a refusal without a reason" : "an answer without words", {}, ""};
  }
  Note note{"governance.ask_answered"};
  note.part = "answer";
  note.body = {{"state", refuse ? "refused" : "answered"}, {"text", text}, {"on", format_date(on)}};
  note.purpose = kWords;
  return write_about(hand, number, note, true);
}

Status time_ask(const Hand& hand, std::uint64_t number, std::int64_t minutes) {
  if (minutes < 1 || minutes > 100'000) return Error{ErrorKind::kUsage, "no such number of minutes", {}, ""};
  Note note{"governance.ask_timed"};
  note.part = "time";
  note.body = {{"minutes", minutes}};
  return write_about(hand, number, note, false);
}

Status join_asks(const Hand& hand, std::uint64_t number, std::uint64_t same_as) {
  MESO_ASSIGN_OR_RETURN(const auto all, asks(hand.journal));
  const auto other = std::ranges::find(all, same_as, &Ask::number);
  if (other == all.end() || same_as == number || other->same_as != 0) {
    return Error{ErrorKind::kUsage,
                 fmt::format("ask {} cannot be the same as {}", number, same_as),
                 {},
                 "name one that stands for itself"};
  }
  Note note{"governance.asks_joined"};
  note.part = "same";
  note.body = {{"same_as", same_as}};
  return write_about(hand, number, note, false);
}

Result<std::vector<Ask>> asks(journal::Journal& journal) {
  MESO_ASSIGN_OR_RETURN(const auto written, written_of(journal, "ask"));
  std::map<std::uint64_t, std::vector<Written>> by_number;
  for (const Written& one : written) by_number[one.whole_number()].push_back(one);
  std::vector<Ask> out;
  for (const auto& [number, acts] : by_number) out.push_back(fold(number, acts));
  return out;
}

std::vector<Duplicate> propose_duplicates(std::span<const Ask> asks) {
  std::vector<Duplicate> out;
  for (std::size_t i = 0; i < asks.size(); ++i) {
    for (std::size_t j = i + 1; j < asks.size(); ++j) {
      const Ask &a = asks[i], &b = asks[j];
      if (a.asker == b.asker || a.period != b.period || a.population != b.population) continue;
      if (a.state == "refused" || b.state == "refused" || a.same_as != 0 || b.same_as != 0) continue;
      const double alike =
          jaccard(words_of(a.items.empty() ? a.what : a.items), words_of(b.items.empty() ? b.what : b.items));
      if (alike >= kAlike) out.push_back({a.number, b.number, alike});
    }
  }
  return out;
}

Result<Ask> ask_of_mail(std::string_view text, const std::string& file) {
  std::map<std::string, std::string> headers;
  std::string last;
  std::size_t at = 0;
  while (at < text.size()) {
    const std::size_t end = std::min(text.find('\n', at), text.size());
    std::string line(text.substr(at, end - at));
    if (!line.empty() && line.back() == '\r') line.pop_back();
    at = end + 1;
    if (line.empty()) break;
    if (line[0] == ' ' || line[0] == '\t') {
      if (!last.empty()) headers[last] += " " + line.substr(line.find_first_not_of(" \t"));
      continue;
    }
    const std::size_t colon = line.find(':');
    if (colon == std::string::npos) break;
    last = line.substr(0, colon);
    std::ranges::transform(last, last.begin(), [](unsigned char c) { return std::tolower(c); });
    if (headers.contains(last)) {
      last.clear();  // the first counts
      continue;
    }
    const std::size_t begin = line.find_first_not_of(' ', colon + 1);
    headers[last] = begin == std::string::npos ? "" : line.substr(begin);
  }
  if (!headers.contains("from") || !headers.contains("subject")) {
    return Error{
        ErrorKind::kBadInput, "this is no e-mail with a sender and a subject", {file}, "save it as .eml"};
  }
  Ask out;
  out.kind = "data";
  out.asker = address_of(decoded_words(headers["from"]));
  out.what = without_marks(decoded_words(headers["subject"]));
  return out;
}

}  // namespace meso::governance
