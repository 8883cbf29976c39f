-- One person typing a cohort, as fast as the answers come.

local text = "DM_REG and no BPSYS_COD in the 12 months to ACHV_DAT"

local headers = { ["Content-Type"] = "application/json", ["Meso-Request"] = "1", Cookie = os.getenv("MESO_ANALYST") }

function request()
  return wrk.format("POST", "/api/v1/count", headers, '{"expression": "' .. text .. '"}')
end
