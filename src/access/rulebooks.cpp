#include "access/rulebooks.h"

#include <algorithm>

#include "access/builtin_rulebook.h"

namespace meso::access {
namespace {

bool ends_with(std::string_view text, std::string_view ending) {
  return text.size() >= ending.size() && text.substr(text.size() - ending.size()) == ending;
}

Result<std::string> read_text(FileSystem& files, const std::string& path) {
  MESO_ASSIGN_OR_RETURN(const auto content, files.read(path));
  const auto bytes = content->bytes();
  return std::string(reinterpret_cast<const char*>(bytes.data()), bytes.size());
}

void put_rules(std::vector<rules::SourceText>& rules, rules::SourceText text) {
  const auto same_name = [&](const rules::SourceText& other) {
    return base_name(other.file) == base_name(text.file);
  };
  const auto found = std::find_if(rules.begin(), rules.end(), same_name);
  if (found != rules.end()) {
    *found = std::move(text);
  } else {
    rules.push_back(std::move(text));
  }
}

// A network's own rulebook folder: .rules are rules, .thresholds thresholds, anything else in clusters/ or
// ending .clusters or .csv clusters.
Status load_network_rulebook(FileSystem& files, const std::string& folder, Rulebook& book) {
  if (!files.is_directory(folder)) return {};
  MESO_ASSIGN_OR_RETURN(const auto names, files.list(folder));
  for (const std::string& name : names) {
    const std::string path = join_path(folder, name);
    if (ends_with(name, ".rules")) {
      MESO_ASSIGN_OR_RETURN(std::string text, read_text(files, path));
      put_rules(book.rules, {path, std::move(text)});
    } else if (ends_with(name, ".thresholds")) {
      MESO_ASSIGN_OR_RETURN(const std::string text, read_text(files, path));
      MESO_RETURN_IF_ERROR(rules::read_thresholds(text, name, book.thresholds));
    } else if (ends_with(name, ".clusters") || ends_with(name, ".csv") || name == "clusters") {
      MESO_RETURN_IF_ERROR(book.clusters.load_path(path));
    }
  }
  return {};
}

}  // namespace

Result<Rulebook> load_rulebook(FileSystem& files, const RulebookSources& sources) {
  Rulebook book;
  for (const BuiltinText& text : builtin_rulebook()) {
    const std::string file = "rulebook/england/" + std::string(text.path);
    if (ends_with(text.path, ".rules")) {
      put_rules(book.rules, {file, std::string(text.text)});
    } else if (ends_with(text.path, ".thresholds")) {
      MESO_RETURN_IF_ERROR(rules::read_thresholds(text.text, file, book.thresholds));
    } else {
      MESO_RETURN_IF_ERROR(book.clusters.load_text(text.text, file, base_name(text.path)));
    }
  }
  if (!sources.network.empty()) {
    MESO_RETURN_IF_ERROR(load_network_rulebook(files, join_path(sources.network, "rulebook"), book));
  }
  for (const std::string& path : sources.clusters) MESO_RETURN_IF_ERROR(book.clusters.load_path(path));
  for (const std::string& path : sources.rules) {
    MESO_ASSIGN_OR_RETURN(std::string text, read_text(files, path));
    put_rules(book.rules, {path, std::move(text)});
  }
  return book;
}

}  // namespace meso::access
