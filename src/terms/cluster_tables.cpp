// Code lists that come as comma-separated tables: the NHS primary care domain reference sets, and
// opencodelists.
//
// Reference sets    Cluster_ID, Cluster_Description, SNOMED_code, SNOMED_code_description, PCD_Refset_ID, ...
//                   one row per cluster, code and service: rows repeat, and the repeats are dropped
// opencodelists     code[, term ...]: one list a file; the column may also be called dmd_id or ConceptId
//
// Neither says which system its codes are of. Identifiers of digits alone are SNOMED CT. A list that holds an
// identifier of the dm+d namespace (1000001) is a list of medicines, and is then looked for in both systems,
// since extracts call the same identifiers now SNOMED CT and now dm+d. Other shapes are settled per list,
// never per row.
//
// Spreadsheets ruin long identifiers (9.99791E+14). Such a row is an error: a
// rule would silently never find it.

#include <algorithm>
#include <cctype>

#include "base/date.h"
#include "base/files.h"
#include "terms/cluster_texts.h"

namespace meso::terms {
namespace {

std::string lower(std::string_view text) {
  std::string out(text);
  for (char& c : out) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  return out;
}

std::string_view trimmed(std::string_view text) {
  const auto blank = [](char c) { return c == ' ' || c == '\t' || c == '\r'; };
  while (!text.empty() && blank(text.front())) text.remove_prefix(1);
  while (!text.empty() && blank(text.back())) text.remove_suffix(1);
  return text;
}

// Rows of a table in quotes-and-commas form. A quoted cell may hold commas, doubled quotes and line ends.
class TableRows {
 public:
  explicit TableRows(std::string_view text) : text_(text) {}

  // Reads the next row that is not blank into `cells`; false at the end.
  bool next(std::vector<std::string>& cells) {
    while (at_ < text_.size()) {
      row_line_ = line_;
      read_row(cells);
      if (cells.size() > 1 || !cells[0].empty()) return true;
    }
    return false;
  }
  std::uint32_t line() const { return row_line_; }  // where the row begins
  bool open_quote() const { return open_quote_; }   // the text ended inside quotes

 private:
  void read_row(std::vector<std::string>& cells) {
    cells.clear();
    std::string cell;
    bool quoted = false;
    for (; at_ < text_.size(); ++at_) {
      const char c = text_[at_];
      if (c == '\n') ++line_;
      if (quoted) {
        if (c != '"') {
          cell += c;
        } else if (at_ + 1 < text_.size() && text_[at_ + 1] == '"') {
          cell += c;
          ++at_;
        } else {
          quoted = false;
        }
      } else if (c == '"' && trimmed(cell).empty()) {
        quoted = true;
        cell.clear();
      } else if (c == ',') {
        cells.emplace_back(trimmed(cell));
        cell.clear();
      } else if (c == '\n') {
        ++at_;
        break;
      } else {
        cell += c;
      }
    }
    open_quote_ = quoted;
    cells.emplace_back(trimmed(cell));
  }

  std::string_view text_;
  std::size_t at_ = 0;
  std::uint32_t line_ = 1;
  std::uint32_t row_line_ = 1;
  bool open_quote_ = false;
};

std::optional<std::size_t> column(const std::vector<std::string>& header,
                                  std::initializer_list<std::string_view> names) {
  for (const std::string_view name : names) {
    for (std::size_t i = 0; i < header.size(); ++i) {
      if (lower(header[i]) == name) return i;
    }
  }
  return std::nullopt;
}

std::optional<std::size_t> code_column(const std::vector<std::string>& header) {
  return column(header, {"code", "dmd_id", "snomed_code", "conceptid", "snomed_concept_id"});
}

bool is_refset_header(const std::vector<std::string>& header) {
  return column(header, {"cluster_id"}) && column(header, {"snomed_code"});
}

bool all_digits(std::string_view text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

// A SNOMED CT identifier as written: 6 to 18 digits, no leading zero.
bool is_concept_id(std::string_view code) {
  return all_digits(code) && code.size() >= 6 && code.size() <= 18 && code.front() != '0';
}

// The last ten digits of a long identifier are namespace (7), partition (2) and check digit.
bool in_medicines_namespace(std::string_view code) {
  return is_concept_id(code) && code.size() > 10 && code.substr(code.size() - 10, 7) == "1000001";
}

bool is_read_code(std::string_view code) {
  return code.size() == 5 && std::all_of(code.begin(), code.end(), [](char c) {
           return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '.';
         });
}

bool is_icd10_code(std::string_view code) {
  return code.size() >= 3 && code.size() <= 6 && code[0] >= 'A' && code[0] <= 'Z' &&
         all_digits(code.substr(1, 2));
}

struct ListedCode {
  std::string text;
  std::uint32_t line = 0;
};

// Gives the codes of one list their system, or says which row has none.
Status put_codes(const std::vector<ListedCode>& listed, const std::string& file, Cluster& cluster) {
  std::vector<System> systems;
  bool medicines = false;
  bool read = true, icd = true;
  for (const ListedCode& code : listed) {
    medicines = medicines || in_medicines_namespace(code.text);
    read = read && is_read_code(code.text);
    icd = icd && is_icd10_code(code.text);
  }
  if (read) {
    systems = {System::kCtv3};
  } else if (icd) {
    systems = {System::kIcd10};
  } else {
    systems = {System::kSnomed};
    if (medicines) systems.push_back(System::kDmd);
    for (const ListedCode& code : listed) {
      if (is_concept_id(code.text)) continue;
      return Error{
          ErrorKind::kBadInput,
          "\"" + code.text + "\" is not a code of 6 to 18 digits",
          {file, code.line, 0},
          "a spreadsheet may have rewritten it; export the list again and do not open it in between"};
    }
  }
  for (const System system : systems) {
    for (const ListedCode& code : listed) cluster.codes.push_back({system, code.text});
  }
  return {};
}

Error open_quote_error(const std::string& file, std::uint32_t line) {
  return {ErrorKind::kBadInput,
          "a text in double quotes that begins in this row has no end",
          {file, line, 0},
          "close the quotes"};
}

Error short_row_error(const std::string& file, std::uint32_t line) {
  return {ErrorKind::kBadInput, "the row has no code", {file, line, 0}, "write the code, or delete the row"};
}

}  // namespace

bool is_cluster_name(std::string_view name) {
  if (name.empty() || name.size() > 64 || name[0] < 'A' || name[0] > 'Z') return false;
  return std::all_of(name.begin(), name.end(),
                     [](char c) { return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_'; });
}

std::string release_from_path(std::string_view path) {
  const std::string_view name = base_name(path);
  std::string_view folder = path.substr(0, path.size() - name.size());
  while (folder.ends_with('/')) folder.remove_suffix(1);
  const std::string words[] = {std::string(name), std::string(base_name(folder))};
  for (const std::string& word : words) {
    for (std::size_t i = 0; i + 8 <= word.size(); ++i) {
      if (i > 0 && std::isdigit(static_cast<unsigned char>(word[i - 1])) != 0) continue;
      for (const auto& [form, length] : {std::pair{DateForm::kIso, 10}, std::pair{DateForm::kCompact, 8}}) {
        const std::size_t end = i + static_cast<std::size_t>(length);
        if (end > word.size() ||
            (end < word.size() && std::isdigit(static_cast<unsigned char>(word[end])) != 0))
          continue;
        const auto date = parse_date(std::string_view(word).substr(i, end - i), form);
        if (date) return format_date(*date);
      }
    }
  }
  return "";
}

std::string cluster_name_from_file(std::string_view name) {
  constexpr std::string_view kOrganisation = "nhsd-primary-care-domain-refsets-";
  if (name.starts_with(kOrganisation)) name.remove_prefix(kOrganisation.size());
  // A trailing release is not part of the name.
  std::size_t end = name.size();
  while (end > 0 && (std::isdigit(static_cast<unsigned char>(name[end - 1])) != 0 || name[end - 1] == '-'))
    --end;
  if (name.size() - end >= 9 && !release_from_path(name.substr(end)).empty()) name = name.substr(0, end);
  while (name.ends_with('_') || name.ends_with('-')) name.remove_suffix(1);
  std::string out;
  for (const char c : name) {
    out += c == '-' || c == ' ' || c == '.' ? '_'
                                            : static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
  }
  return out;
}

Result<ClusterText> recognise_clusters(std::string_view text, const std::string& file) {
  std::string_view rest = text;
  while (!rest.empty()) {
    const std::size_t end = rest.find('\n');
    const std::string_view line = trimmed(rest.substr(0, end));
    rest.remove_prefix(end == std::string_view::npos ? rest.size() : end + 1);
    if (line.empty() || line.front() == '#') continue;
    if (line.starts_with("cluster ") || line.starts_with("release ")) return ClusterText::kMeso;
    break;
  }
  std::vector<std::string> header;
  TableRows rows(text);
  if (rows.next(header)) {
    if (is_refset_header(header)) return ClusterText::kDomainRefset;
    if (code_column(header)) return ClusterText::kOpenCodelists;
  }
  return Error{
      ErrorKind::kBadInput,
      "this is not a code list that Meso can read",
      {file, 0, 0},
      "it reads its own text (cluster NAME \"description\"), the NHS reference sets (columns Cluster_ID and "
      "SNOMED_code) and tables with a column code"};
}

Result<std::vector<Cluster>> read_domain_refset(std::string_view text, const std::string& file) {
  TableRows rows(text);
  std::vector<std::string> cells;
  rows.next(cells);
  const std::size_t id = *column(cells, {"cluster_id"});
  const std::size_t code = *column(cells, {"snomed_code"});
  const auto description = column(cells, {"cluster_description"});
  std::map<std::string, std::pair<Cluster, std::vector<ListedCode>>> lists;
  while (rows.next(cells)) {
    if (rows.open_quote()) return open_quote_error(file, rows.line());
    if (cells.size() <= std::max(id, code) || cells[code].empty()) return short_row_error(file, rows.line());
    auto& [cluster, listed] = lists[cells[id]];
    if (cluster.name.empty()) {
      cluster.name = cells[id];
      if (!is_cluster_name(cluster.name)) {
        return Error{ErrorKind::kBadInput,
                     "\"" + cells[id] + "\" is not a cluster's name",
                     {file, rows.line(), 0},
                     "a name has upper-case letters, digits and _"};
      }
      if (description && *description < cells.size()) cluster.description = cells[*description];
    }
    listed.push_back({cells[code], rows.line()});
  }
  const std::string release = release_from_path(file);
  std::vector<Cluster> clusters;
  for (auto& [name, list] : lists) {
    list.first.release = release;
    MESO_RETURN_IF_ERROR(put_codes(list.second, file, list.first));
    clusters.push_back(std::move(list.first));
  }
  if (clusters.empty()) return Error{ErrorKind::kBadInput, "the table has no rows", {file, 0, 0}, ""};
  return clusters;
}

Result<std::vector<Cluster>> read_opencodelist(std::string_view text, const std::string& file,
                                               std::string_view name_hint) {
  TableRows rows(text);
  std::vector<std::string> cells;
  rows.next(cells);
  const std::size_t code = *code_column(cells);
  Cluster cluster;
  cluster.name = cluster_name_from_file(name_hint);
  cluster.release = release_from_path(file);
  if (!is_cluster_name(cluster.name)) {
    return Error{ErrorKind::kBadInput,
                 "the file's name gives no cluster's name",
                 {file, 0, 0},
                 "call the file after its cluster, such as hyp_cod.csv"};
  }
  std::vector<ListedCode> listed;
  while (rows.next(cells)) {
    if (rows.open_quote()) return open_quote_error(file, rows.line());
    if (cells.size() <= code || cells[code].empty()) return short_row_error(file, rows.line());
    listed.push_back({cells[code], rows.line()});
  }
  if (listed.empty()) return Error{ErrorKind::kBadInput, "the table has no rows", {file, 0, 0}, ""};
  MESO_RETURN_IF_ERROR(put_codes(listed, file, cluster));
  return std::vector<Cluster>{std::move(cluster)};
}

}  // namespace meso::terms
