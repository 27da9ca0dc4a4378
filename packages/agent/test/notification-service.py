"""A desktop's notification service, as small as it gets: prints each Notify as a line of JSON, and presses the action it was told to."""
import json
import sys
from jeepney import MessageType, new_method_return, new_signal, DBusAddress
from jeepney.bus_messages import message_bus
from jeepney.io.blocking import open_dbus_connection

NAME = "org.freedesktop.Notifications"
PATH = "/org/freedesktop/Notifications"
press = sys.argv[1]
bus = open_dbus_connection(bus="SESSION")
bus.send_and_get_reply(message_bus.RequestName(NAME))
print("ready", flush=True)
here = DBusAddress(PATH, bus_name=NAME, interface=NAME)
number = 0
while True:
    message = bus.receive()
    if message.header.message_type != MessageType.method_call:
        continue
    member = message.header.fields.get(3)
    if member == "GetServerInformation":
        bus.send(new_method_return(message, "ssss", ("test", "scomo", "1", "1.2")))
    elif member == "GetCapabilities":
        bus.send(new_method_return(message, "as", (["body", "actions"],)))
    elif member == "CloseNotification":
        bus.send(new_method_return(message))
    elif member == "Notify":
        number += 1
        app, _, _, summary, body, actions, _, expire = message.body
        bus.send(new_method_return(message, "u", (number,)))
        line = {"app": app, "summary": summary, "body": body, "actions": actions, "expire": expire}
        print(json.dumps(line), flush=True)
        if press in actions:
            bus.send(new_signal(here, "ActionInvoked", "us", (number, press)))
        if press != "wait":
            bus.send(new_signal(here, "NotificationClosed", "uu", (number, 2)))
