// One list, four ways: a table for the terminal, CSV, a workbook with live formulas, JSON.

#pragma once

#include <string>
#include <vector>

#include "base/result.h"
#include "base/workbook.h"

namespace meso::cli {

// As a table under its notes; the total is the last line.
std::string listing_text(const WorkbookTable& list);
// Header and rows; notes and total are left out, so that a program reads nothing but the list.
std::string listing_csv(const WorkbookTable& list);
// An array of objects by heading; what is not known is null.
std::string listing_json(const WorkbookTable& list);

// Prints the lists in `format` (table, csv, xlsx, json) to standard output or into `output`. A workbook goes
// into a file, a sheet for each list; CSV and JSON give the first list alone.
Status give_listing(const std::vector<WorkbookTable>& lists, const std::string& format,
                    const std::string& output);

}  // namespace meso::cli
