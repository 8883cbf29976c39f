-- One person typing a cohort, as fast as the answers come.

local text = "DM_REG and no BPSYS_COD in the 12 months to ACHV_DAT"

function request()
  return wrk.format("POST", "/api/v1/count", { ["Content-Type"] = "application/json" }, '{"expression": "' .. text .. '"}')
end
