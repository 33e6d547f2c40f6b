from django.db import connection
from django.test.utils import CaptureQueriesContext
from tests.factories.portal import fill_portal
def test_x(client, db):
    fill_portal()
    for a in ("/meetings/5th-admm/","/initiatives/adic/"):
        client.get(a)
        with CaptureQueriesContext(connection) as q: client.get(a)
        print(a, len(q))
        for x in q: print("   ", x["sql"][:60], "...", x["sql"].split("FROM")[1][:60] if "FROM" in x["sql"] else "", "WHERE", x["sql"].split("WHERE")[-1][:150])
    assert 0
