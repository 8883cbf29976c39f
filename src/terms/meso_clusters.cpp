// Meso's own cluster text (docs/clusters.md):
//
//   release "2024-12-05"                                   of every cluster below that states none
//   cluster BPSYS_COD "Systolic pressure" unit mmHg        opens a cluster; release "..." may follow too
//     snomed 271649006  Systolic blood pressure            system, code, then a term for people, to the
//     line's end
//
// A line is one thing, so a mistake is on one line. `#` first on a line begins a comment; elsewhere it is
// text, as terms and codes may hold it.

#include <set>

#include "terms/cluster_texts.h"

namespace meso::terms {
namespace {

// One line, cut at blanks; a quoted part is one word.
class LineWords {
 public:
  explicit LineWords(std::string_view line) : rest_(line) { skip_blanks(); }

  bool empty() const { return rest_.empty(); }
  std::string_view next() {
    const std::size_t end = rest_.find_first_of(" \t");
    const std::string_view word = rest_.substr(0, end);
    rest_.remove_prefix(word.size());
    skip_blanks();
    return word;
  }
  // A text in double quotes; nothing when there is none or its end is missing.
  std::optional<std::string> quoted() {
    if (rest_.empty() || rest_.front() != '"') return std::nullopt;
    const std::size_t end = rest_.find('"', 1);
    if (end == std::string_view::npos) return std::nullopt;
    std::string text(rest_.substr(1, end - 1));
    rest_.remove_prefix(end + 1);
    skip_blanks();
    return text;
  }

 private:
  void skip_blanks() {
    while (!rest_.empty() && (rest_.front() == ' ' || rest_.front() == '\t')) rest_.remove_prefix(1);
  }
  std::string_view rest_;
};

class MesoText {
 public:
  explicit MesoText(const std::string& file) : file_(file) {}

  Result<std::vector<Cluster>> read(std::string_view text) {
    while (!text.empty()) {
      const std::size_t end = text.find('\n');
      std::string_view line = text.substr(0, end);
      text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
      if (line.ends_with('\r')) line.remove_suffix(1);
      ++line_;
      LineWords words(line);
      if (words.empty()) continue;
      const std::string_view first = words.next();
      if (first.front() == '#') continue;
      if (first == "release") {
        MESO_RETURN_IF_ERROR(read_release(words));
      } else if (first == "cluster") {
        MESO_RETURN_IF_ERROR(open_cluster(words));
      } else {
        MESO_RETURN_IF_ERROR(read_code(first, words));
      }
    }
    MESO_RETURN_IF_ERROR(close_cluster());
    return std::move(clusters_);
  }

 private:
  Error wrong(std::string message, std::string hint, std::uint32_t line = 0) const {
    return {ErrorKind::kBadInput, std::move(message), {file_, line == 0 ? line_ : line, 0}, std::move(hint)};
  }

  Status read_release(LineWords& words) {
    const auto release = words.quoted();
    if (!release || !words.empty()) {
      return wrong("a release is one text in double quotes", "write: release \"2024-12-05\"");
    }
    if (!clusters_.empty()) {
      return wrong("the file's release stands after a cluster", "move the line above the first cluster");
    }
    release_ = *release;
    return {};
  }

  Status open_cluster(LineWords& words) {
    MESO_RETURN_IF_ERROR(close_cluster());
    Cluster cluster;
    cluster.name = words.empty() ? "" : words.next();
    if (!is_cluster_name(cluster.name)) {
      return wrong("a cluster needs a name of upper-case letters, digits and _, such as HYP_COD",
                   "write: cluster NAME \"description\"");
    }
    if (!names_.insert(cluster.name).second) {
      return wrong("the cluster " + cluster.name + " is written twice in this file", "join the two lists");
    }
    const auto description = words.quoted();
    if (!description) {
      return wrong("the cluster " + cluster.name + " has no description in double quotes",
                   "write: cluster " + cluster.name + " \"what it means\"");
    }
    cluster.description = *description;
    cluster.release = release_;
    while (!words.empty()) {
      const std::string_view word = words.next();
      if (word == "release") {
        const auto release = words.quoted();
        if (!release) return wrong("a release is one text in double quotes", "write: release \"2024-12-05\"");
        cluster.release = *release;
      } else if (word == "unit" && !words.empty()) {
        const std::string_view unit = words.next();
        cluster.unit = unit_from_text(unit);
        if (cluster.unit == kUnknownUnit)
          return wrong("\"" + std::string(unit) + "\" is not a unit that Meso knows",
                       "docs/clusters.md lists them: mmHg, mmol/mol, mmol/L, kg/m2, % and more");
      } else {
        return wrong("after a cluster's description stand only release \"...\" and unit UNIT",
                     "write codes on lines of their own, below");
      }
    }
    opened_ = line_;
    clusters_.push_back(std::move(cluster));
    return {};
  }

  Status read_code(std::string_view system_word, LineWords& words) {
    if (clusters_.empty()) {
      return wrong("a code stands before the first cluster", "write above it: cluster NAME \"description\"");
    }
    const auto system = system_from_text(system_word);
    if (!system || *system == System::kMeso) {
      return wrong("\"" + std::string(system_word) + "\" is not a code system",
                   "a line of codes is: SYSTEM CODE term, and the systems are " + known_systems());
    }
    if (words.empty())
      return wrong("the code is missing after the code system", "a line of codes is: SYSTEM CODE term");
    clusters_.back().codes.push_back({*system, std::string(words.next())});
    return {};
  }

  Status close_cluster() {
    if (clusters_.empty() || !clusters_.back().codes.empty()) return {};
    return wrong("the cluster " + clusters_.back().name + " has no codes",
                 "write at least one line: SYSTEM CODE term", opened_);
  }

  static std::string known_systems() {
    std::string out;
    for (int i = 1; i < kSystems; ++i)
      out += (i == 1 ? "" : ", ") + std::string(system_name(static_cast<System>(i)));
    return out;
  }

  const std::string& file_;
  std::uint32_t line_ = 0;
  std::uint32_t opened_ = 0;
  std::string release_;
  std::vector<Cluster> clusters_;
  std::set<std::string> names_;
};

}  // namespace

Result<std::vector<Cluster>> read_meso_clusters(std::string_view text, const std::string& file) {
  return MesoText(file).read(text);
}

}  // namespace meso::terms
