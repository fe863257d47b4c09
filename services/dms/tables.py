"""Every table of the records service, so that the metadata is whole once this module is imported."""

from services.dms import outbox
from services.dms.access import models as access
from services.dms.audit import models as audit
from services.dms.db import Base
from services.dms.intake import models as intake
from services.dms.organisation import models as organisation
from services.dms.plan import models as plan
from services.dms.records import models as records

ROOMS = (audit, organisation, access, plan, records, intake, outbox)
METADATA = Base.metadata
